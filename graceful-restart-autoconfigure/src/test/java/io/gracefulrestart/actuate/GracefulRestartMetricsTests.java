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

package io.gracefulrestart.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link GracefulRestartMetrics}.
 */
class GracefulRestartMetricsTests {

	private final GracefulRestartLifecycle lifecycle = mock(GracefulRestartLifecycle.class);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	// Held, as the application context does.
	private final GracefulRestartMetrics metrics = new GracefulRestartMetrics(this.lifecycle);

	@BeforeEach
	void bind() {
		given(this.lifecycle.generation()).willReturn(3);
		given(this.lifecycle.isServing()).willReturn(true);
		given(this.lifecycle.census()).willReturn(new Census(7, 4, 2, 1));
		given(this.lifecycle.handoffs(HandoffOutcome.SUCCEEDED)).willReturn(5);
		this.metrics.bindTo(this.registry);
	}

	@ParameterizedTest
	@CsvSource({ "generation, 3", "serving, 1", "requests, 7" })
	void gaugeShowsTheLifecycle(String name, double value) {
		assertThat(this.registry.get("graceful.restart." + name).gauge().value()).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "busy, 4", "idle, 2", "upgraded, 1" })
	void connectionsAreCountedByState(String state, double value) {
		assertThat(this.registry.get("graceful.restart.connections").tag("state", state).gauge().value())
			.isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "SUCCEEDED, 5", "FAILED, 0", "REFUSED, 0", "ROLLED_BACK, 0" })
	void handoffsAreCountedByOutcome(String outcome, double count) {
		assertThat(this.registry.get("graceful.restart.handoffs").tag("outcome", outcome).functionCounter().count())
			.isEqualTo(count);
	}

	@Test
	void phasesOfTheLastHandoffAreTimed() {
		given(this.lifecycle.lastHandoff()).willReturn(new HandoffRecord(HandoffOutcome.FAILED, "ended", 1, 1, 2, 2,
				Instant.EPOCH, Map.of("start", Duration.ofMillis(1500), "listeners", Duration.ofNanos(2000))));
		assertThat(phase("start")).isEqualTo(1.5);
		assertThat(phase("listeners")).isEqualTo(0.000002);
		assertThat(phase("cutover")).isNaN();
		assertThat(phase("drain")).isNaN();
	}

	@Test
	void phasesAreNoNumbersBeforeTheFirstHandoff() {
		assertThat(phase("start")).isNaN();
	}

	@Test
	void oneScrapeTakesOneCensus() {
		this.registry.getMeters().forEach((meter) -> meter.measure().forEach((measurement) -> measurement.getValue()));
		Mockito.verify(this.lifecycle, times(1)).census();
	}

	@Test
	void everyMeterIsDescribed() {
		assertThat(this.registry.getMeters()).extracting(Meter::getId).allSatisfy((id) -> {
			assertThat(id.getName()).startsWith("graceful.restart.");
			assertThat(id.getDescription()).isNotBlank();
		});
	}

	@ParameterizedTest
	@CsvSource({ "requests, requests", "connections, connections", "handoffs, handoffs", "handoff.phase, seconds" })
	void unitIsTold(String name, String unit) {
		assertThat(this.registry.get("graceful.restart." + name).meter().getId().getBaseUnit()).isEqualTo(unit);
	}

	private double phase(String phase) {
		return this.registry.get("graceful.restart.handoff.phase")
			.tag("phase", phase)
			.timeGauge()
			.value(TimeUnit.SECONDS);
	}

}
