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

import io.gracefulrestart.logging.LogLevels;
import io.gracefulrestart.meters.PrometheusMeters;
import io.gracefulrestart.meters.SimpleMeters;
import io.gracefulrestart.state.LiveState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GracefulRestartStateAutoConfiguration}.
 */
class GracefulRestartStateAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(AutoConfigurations.of(GracefulRestartAutoConfiguration.class,
				GracefulRestartActuatorAutoConfiguration.class, GracefulRestartStateAutoConfiguration.class))
		.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class,
				MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
				PrometheusMetricsExportAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
		.withBean("springBootLoggingSystem", LoggingSystem.class, () -> LoggingSystem.get(getClass().getClassLoader()))
		.withPropertyValues("server.port=0");

	@Test
	void statisticsMetersAndLogLevelsGoOn() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(LogLevels.class).hasSingleBean(PrometheusRegistry.class);
			assertThat(context.getBeanProvider(LiveState.class).orderedStream().map(LiveState::name))
				.startsWith("prometheus", "statistics");
			assertThat(context.getBean(SpringApplicationAdapter.class).stateParticipants()).singleElement()
				.isSameAs(context.getBean(LogLevels.class));
			PrometheusMeterRegistry registry = context.getBean(PrometheusMeterRegistry.class);
			assertThat(registry.getPrometheusRegistry()).isSameAs(context.getBean(PrometheusMeters.class).registry());
			assertThat(registry.scrape()).contains("graceful_restart_restarts_total{outcome=\"SUCCEEDED\"} 0.0",
					"graceful_restart_served_requests_total", "graceful_restart_accepted_connections_total",
					"graceful_restart_moved_connections_total", "graceful_restart_uptime_seconds");
		});
	}

	@Test
	void withoutPrometheusTheRestGoesOn() {
		this.runner.withClassLoader(new FilteredClassLoader("io.prometheus", "io.micrometer.prometheusmetrics"))
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(PrometheusMeters.class);
				assertThat(context.getBeanProvider(LiveState.class).orderedStream().map(LiveState::name))
					.startsWith("statistics")
					.contains("meters")
					.doesNotContain("prometheus");
				assertThat(context.getBean(MeterRegistry.class)).isInstanceOf(SimpleMeters.class);
			});
	}

	@Test
	void simpleRegistryThatCountsInStepsIsSpringBoots() {
		this.runner.withClassLoader(new FilteredClassLoader("io.prometheus", "io.micrometer.prometheusmetrics"))
			.withPropertyValues("management.simple.metrics.export.mode=step")
			.run((context) -> assertThat(context).hasNotFailed()
				.getBean(MeterRegistry.class)
				.isExactlyInstanceOf(SimpleMeterRegistry.class));
	}

	@Test
	void withoutMicrometerTheRestGoesOn() {
		new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(GracefulRestartAutoConfiguration.class,
					GracefulRestartActuatorAutoConfiguration.class, GracefulRestartStateAutoConfiguration.class,
					TomcatServletWebServerAutoConfiguration.class))
			.withPropertyValues("server.port=0")
			.withClassLoader(
					new FilteredClassLoader("io.prometheus", "io.micrometer", "org.springframework.boot.micrometer"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanProvider(LiveState.class).stream().map(LiveState::name))
					.containsExactly("statistics");
			});
	}

	@Test
	void withAnEmptyListNoMetersGoOn() {
		this.runner.withPropertyValues("graceful-restart.state.meters=")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PrometheusMeters.class)
				.hasSingleBean(PrometheusRegistry.class));
	}

	@Test
	void registryOfTheApplicationIsLeftAlone() {
		this.runner.withUserConfiguration(OwnRegistry.class)
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(PrometheusMeters.class)
				.getBean(PrometheusRegistry.class)
				.isSameAs(OwnRegistry.REGISTRY));
	}

	@Test
	void logLevelsCanBeLeftOut() {
		this.runner.withPropertyValues("graceful-restart.state.log-levels=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LogLevels.class));
	}

	@Test
	void everythingCanBeLeftOut() {
		this.runner.withPropertyValues("graceful-restart.state.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(LiveState.class)
				.doesNotHaveBean(LogLevels.class)
				.doesNotHaveBean(PrometheusMeters.class));
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnRegistry {

		static final PrometheusRegistry REGISTRY = new PrometheusRegistry();

		@Bean
		PrometheusRegistry ownRegistry() {
			return REGISTRY;
		}

	}

}
