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

import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.logging.LogLevels;
import io.gracefulrestart.meters.MeterNames;
import io.gracefulrestart.meters.PrometheusMeters;
import io.gracefulrestart.meters.SimpleMetersState;
import io.gracefulrestart.state.LiveState;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.UpgradeProtocol;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.micrometer.metrics.autoconfigure.MeterRegistryCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of what a successor inherits: statistics, meters, log levels.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GracefulRestartAutoConfiguration.class,
		beforeName = "org.springframework.boot.micrometer.metrics.autoconfigure.export.prometheus.PrometheusMetricsExportAutoConfiguration")
@ConditionalOnClass({ Tomcat.class, UpgradeProtocol.class, TomcatServletWebServerFactory.class })
@ConditionalOnBean(GracefulRestartLifecycle.class)
@ConditionalOnBooleanProperty(name = "graceful-restart.state.enabled", matchIfMissing = true)
public final class GracefulRestartStateAutoConfiguration {

	GracefulRestartStateAutoConfiguration() {
	}

	// After the meters, which show them: what was shown has then been told.
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE + 1)
	LiveState gracefulRestartStatistics(GracefulRestartLifecycle lifecycle) {
		return lifecycle.statistics().state();
	}

	@Bean
	@ConditionalOnBean(LoggingSystem.class)
	@ConditionalOnMissingBean
	@ConditionalOnBooleanProperty(name = "graceful-restart.state.log-levels", matchIfMissing = true)
	LogLevels gracefulRestartLogLevels(LoggingSystem system) {
		return new LogLevels(system);
	}

	/**
	 * Prometheus' meters.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ PrometheusMeterRegistry.class, PrometheusRegistry.class, MeterRegistryCustomizer.class })
	@Conditional(MetersCondition.class)
	static class PrometheusConfiguration {

		@Bean
		@ConditionalOnMissingBean(PrometheusRegistry.class)
		PrometheusMeters gracefulRestartPrometheusMeters(GracefulRestartProperties properties,
				ObjectProvider<GracefulRestartLifecycle> lifecycle) {
			// There are registries before there is a lifecycle.
			return new PrometheusMeters(new MeterNames(properties.getState().getMeters()),
					() -> lifecycle.getObject().isServing(), () -> lifecycle.getObject().statistics().state());
		}

		@Bean
		@ConditionalOnBean(PrometheusMeters.class)
		PrometheusRegistry gracefulRestartPrometheusRegistry(PrometheusMeters meters) {
			return meters.registry();
		}

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		@ConditionalOnBean(PrometheusMeters.class)
		LiveState gracefulRestartPrometheusState(PrometheusMeters meters) {
			return meters.state();
		}

		@Bean
		@ConditionalOnBean(PrometheusMeters.class)
		MeterRegistryCustomizer<PrometheusMeterRegistry> gracefulRestartPrometheusNames(PrometheusMeters meters) {
			return meters::learn;
		}

	}

	/**
	 * Micrometer's own meters, where nothing else has them.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(SimpleMeterRegistry.class)
	@Conditional(MetersCondition.class)
	static class SimpleConfiguration {

		@Bean
		SimpleMetersState gracefulRestartSimpleMeters(GracefulRestartProperties properties) {
			return new SimpleMetersState(new MeterNames(properties.getState().getMeters()));
		}

		@Bean
		LiveState gracefulRestartSimpleMetersState(SimpleMetersState meters) {
			return meters.state();
		}

		@Bean
		static SimpleMetersReplacement gracefulRestartSimpleMetersReplacement(ObjectProvider<SimpleConfig> config,
				ObjectProvider<Clock> clock, ObjectProvider<SimpleMetersState> state) {
			return new SimpleMetersReplacement(config, clock, state);
		}

	}

}
