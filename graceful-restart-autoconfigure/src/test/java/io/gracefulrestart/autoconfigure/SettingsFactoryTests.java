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

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.gracefulrestart.lifecycle.LifecycleSettings;
import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SettingsFactory}. The environment of a test is recognised by the
 * stack, so what an application gets is made on another thread.
 */
class SettingsFactoryTests {

	@Test
	void defaultsAreThoseOfTheDocumentation() {
		LifecycleSettings settings = ofApplication();
		assertThat(settings.application()).isEqualTo("application");
		assertThat(settings.controlSocket()).isNotNull();
		assertThat(settings.controlSocketAbsence()).isNull();
		assertThat(settings.takeover()).isEqualTo(Takeover.ALLOWED);
		assertThat(settings.readyTimeout()).isEqualTo(Duration.ofSeconds(60));
		assertThat(settings.warmUpPath()).isEqualTo("/");
		assertThat(settings.drain().delay()).isZero();
		assertThat(settings.drain().timeout()).isEqualTo(Duration.ofSeconds(30));
		assertThat(settings.drain().keepAliveGrace()).isEqualTo(Duration.ofSeconds(5));
	}

	@Test
	void propertiesBecomeSettings() {
		LifecycleSettings settings = ofApplication("spring.application.name=shop",
				"graceful-restart.handoff.takeover=never", "graceful-restart.handoff.ready-timeout=2m",
				"graceful-restart.handoff.warm-up-path=/warm?up=1", "graceful-restart.drain.delay=1s",
				"graceful-restart.drain.timeout=2s", "graceful-restart.drain.keep-alive-grace=3s");
		assertThat(settings.application()).isEqualTo("shop");
		assertThat(settings.takeover()).isEqualTo(Takeover.NEVER);
		assertThat(settings.readyTimeout()).isEqualTo(Duration.ofMinutes(2));
		assertThat(settings.warmUpPath()).isEqualTo("/warm?up=1");
		assertThat(settings.drain().delay()).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.drain().timeout()).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings.drain().keepAliveGrace()).isEqualTo(Duration.ofSeconds(3));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			spring.application.name=shop                          | shop-any-8080.sock
			server.port=9090                                      | application-any-9090.sock
			server.address=127.0.0.1                              | application-127.0.0.1-8080.sock
			""")
	void controlSocketIsNamedByApplicationAddressAndPort(String property, String name) {
		assertThat(ofApplication(property).controlSocket()).hasFileName(name);
	}

	@Test
	void controlSocketCanBeNamed() {
		assertThat(ofApplication("server.port=0", "graceful-restart.handoff.socket=/run/shop.sock").controlSocket())
			.isEqualTo(Path.of("/run/shop.sock"));
	}

	@Test
	void relativeControlSocketIsMadeAbsolute() {
		assertThat(ofApplication("graceful-restart.handoff.socket=shop.sock").controlSocket())
			.isEqualTo(Path.of("").toAbsolutePath().resolve("shop.sock"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			graceful-restart.handoff.enabled=false | graceful-restart.handoff.enabled is false
			server.port=-1                         | there is no web server
			server.port=0                          | set graceful-restart.handoff.socket
			""")
	void thereIsNoControlSocketBecause(String property, String reason) {
		LifecycleSettings settings = ofApplication(property);
		assertThat(settings.controlSocket()).isNull();
		assertThat(settings.controlSocketAbsence()).contains(reason);
	}

	@Test
	void pidFileIsWhereItIsSaidAndNotInTests() {
		String property = "graceful-restart.pid-file=run/shop.pid";
		assertThat(onAnotherThread(() -> factory(property).pidFile())).isEqualTo(Path.of("run/shop.pid"));
		assertThat(factory(property).pidFile()).isNull();
		assertThat(onAnotherThread(() -> Optional.ofNullable(factory("graceful-restart.pid-file=").pidFile())))
			.isEmpty();
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> onAnotherThread(() -> factory("graceful-restart.pid-file=/nul\0byte").pidFile()))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("graceful-restart.pid-file"));
	}

	@Test
	void emptyWarmUpPathIsNone() {
		assertThat(ofApplication("graceful-restart.handoff.warm-up-path=").warmUpPath()).isNull();
	}

	@Test
	void testHasNeitherControlSocketNorGrace() {
		LifecycleSettings settings = create();
		assertThat(settings.controlSocket()).isNull();
		assertThat(settings.controlSocketAbsence()).contains("off in tests");
		assertThat(settings.drain().keepAliveGrace()).isZero();
	}

	@Test
	void testGetsWhatItSets() {
		LifecycleSettings settings = create("graceful-restart.handoff.enabled=true",
				"graceful-restart.drain.keep-alive-grace=7s");
		assertThat(settings.controlSocket()).isNotNull();
		assertThat(settings.drain().keepAliveGrace()).isEqualTo(Duration.ofSeconds(7));
	}

	@ParameterizedTest
	@ValueSource(strings = { "handoff.ready-timeout=0s", "handoff.ready-timeout=-1s", "drain.delay=-1ms",
			"drain.timeout=-1ms", "drain.keep-alive-grace=-1ms", "handoff.warm-up-path=health",
			"handoff.warm-up-path=/with space", "handoff.warm-up-path=/ü", "handoff.socket=/nul\0byte" })
	void wrongValueIsNamed(String property) {
		String name = "graceful-restart." + property.substring(0, property.indexOf('='));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> ofApplication("graceful-restart." + property))
			.satisfies((ex) -> assertThat(ex.getName()).isEqualTo(name));
	}

	@Test
	void portThatIsNoNumberIsLeftToSpringBootToExplain() {
		assertThatExceptionOfType(BindException.class).isThrownBy(() -> ofApplication("server.port=http"));
	}

	private static LifecycleSettings ofApplication(String... properties) {
		return onAnotherThread(() -> create(properties));
	}

	private static <T> T onAnotherThread(Supplier<T> supplier) {
		CompletableFuture<T> result = new CompletableFuture<>();
		new Thread(() -> {
			try {
				result.complete(supplier.get());
			}
			catch (RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		}).start();
		try {
			return result.join();
		}
		catch (CompletionException ex) {
			throw (RuntimeException) ex.getCause();
		}
	}

	private static LifecycleSettings create(String... properties) {
		return factory(properties).create();
	}

	private static SettingsFactory factory(String... properties) {
		MockEnvironment environment = new MockEnvironment();
		for (String property : properties) {
			int sign = property.indexOf('=');
			environment.setProperty(property.substring(0, sign), property.substring(sign + 1));
		}
		GracefulRestartProperties bound = Binder.get(environment)
			.bindOrCreate("graceful-restart", Bindable.of(GracefulRestartProperties.class));
		return new SettingsFactory(bound, environment);
	}

}
