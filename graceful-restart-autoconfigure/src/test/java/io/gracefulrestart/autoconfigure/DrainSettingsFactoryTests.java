/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.gracefulrestart.autoconfigure;

import java.time.Duration;

import io.gracefulrestart.drain.DrainSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link DrainSettingsFactory}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DrainSettingsFactoryTests {

	private final GracefulRestartProperties.Drain properties = new GracefulRestartProperties().getDrain();

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void timeoutIsThatOfSpringsPhasesUnlessItIsSet(CapturedOutput output) {
		assertThat(create().timeout()).isEqualTo(Duration.ofSeconds(30));
		this.environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "12s");
		assertThat(create().timeout()).isEqualTo(Duration.ofSeconds(12));
		this.properties.setTimeout(Duration.ofSeconds(7));
		assertThat(create().timeout()).isEqualTo(Duration.ofSeconds(7));
		assertThat(output).doesNotContain("contradict");
	}

	@Test
	void timeoutLongerThanThatOfSpringsPhasesIsToldAtTheStart(CapturedOutput output) {
		this.environment.setProperty("spring.lifecycle.timeout-per-shutdown-phase", "12s");
		this.properties.setTimeout(Duration.ofSeconds(13));
		assertThat(create().timeout()).isEqualTo(Duration.ofSeconds(13));
		assertThat(output).contains("WARN",
				"drain.timeout of 13000 ms is longer than spring.lifecycle.timeout-per-shutdown-phase of 12000 ms");
	}

	@Test
	void moreThanWhoeverEndsTheProcessAllowsIsToldAtTheStart(CapturedOutput output) {
		this.properties.setStopTimeout(Duration.ofSeconds(10));
		assertThat(create().limit()).isEqualTo(Duration.ofSeconds(8));
		assertThat(output).contains("do not fit in",
				"stop-timeout of 10000 ms; what is in progress is cut after 8000 ms");
	}

	@Test
	void whatFitsIsNotTold(CapturedOutput output) {
		this.properties.setStopTimeout(Duration.ofSeconds(40));
		this.properties.setDelay(Duration.ofSeconds(5));
		assertThat(create().limit()).isEqualTo(Duration.ofSeconds(38));
		assertThat(output).doesNotContain("contradict");
	}

	@Test
	void streamsAndGraceThatOutlastTheTimeoutAreTold(CapturedOutput output) {
		this.properties.setTimeout(Duration.ofSeconds(2));
		create();
		assertThat(output).as("by default").doesNotContain("contradict");
		this.environment.setProperty("graceful-restart.drain.streams-timeout", "3s");
		this.environment.setProperty("graceful-restart.drain.keep-alive-grace", "5s");
		create();
		assertThat(output).contains("streams-timeout of 3000 ms is longer", "keep-alive-grace of 5000 ms is longer");
	}

	@Test
	void withoutALimitThereIsNone() {
		assertThat(create().limit()).isNull();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1012, 1013, 3000, 4999 })
	void closeCodesThatAServerMaySend(int code) {
		this.properties.setWebSocketCloseCode(code);
		assertThat(DrainSettingsFactory.closeCode(this.properties)).isEqualTo(code);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 999, 1005, 1006, 1010, 1014, 1015, 2999, 5000 })
	void otherCloseCodesAreRefused(int code) {
		this.properties.setWebSocketCloseCode(code);
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> DrainSettingsFactory.closeCode(this.properties))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("graceful-restart.drain.web-socket-close-code"));
	}

	@Test
	void negativeTimesAreRefused() {
		this.properties.setSpread(Duration.ofMillis(-1));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class).isThrownBy(this::create)
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("graceful-restart.drain.spread"));
	}

	private DrainSettings create() {
		return new DrainSettingsFactory(this.properties, this.environment, false).create();
	}

}
