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

import io.gracefulrestart.actuate.GracefulRestartMetrics;
import io.gracefulrestart.actuate.HandoffEndpoint;
import io.gracefulrestart.actuate.SharedPortWarning;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.time.Deadline;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of the actuator endpoint and the metrics of graceful restart.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = GracefulRestartAutoConfiguration.class)
@ConditionalOnBean(GracefulRestartLifecycle.class)
public final class GracefulRestartActuatorAutoConfiguration {

	GracefulRestartActuatorAutoConfiguration() {
	}

	/**
	 * The endpoint.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Endpoint.class, ConditionalOnAvailableEndpoint.class })
	static class EndpointConfiguration {

		@Bean
		@ConditionalOnMissingBean
		@ConditionalOnAvailableEndpoint
		HandoffEndpoint handoffEndpoint(GracefulRestartLifecycle lifecycle) {
			return new HandoffEndpoint(lifecycle);
		}

		@Bean
		SharedPortWarning gracefulRestartSharedPortWarning(GracefulRestartLifecycle lifecycle,
				Environment environment) {
			return new SharedPortWarning(lifecycle, environment);
		}

	}

	/**
	 * The health endpoint's part in being ready, and in being alive.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(HealthEndpoint.class)
	static class HealthConfiguration {

		private static final Duration LIVENESS = Duration.ofSeconds(10);

		@Bean
		ReadinessCheck gracefulRestartReadinessHealth(ObjectProvider<HealthEndpoint> endpoint,
				ObjectProvider<HealthEndpointGroups> groups) {
			return new HealthGroup(HealthGroup.READINESS, endpoint, groups);
		}

		@Bean
		LivenessCheck gracefulRestartLivenessHealth(ObjectProvider<HealthEndpoint> endpoint,
				ObjectProvider<HealthEndpointGroups> groups) {
			HealthGroup group = new HealthGroup(HealthGroup.LIVENESS, endpoint, groups);
			return () -> group.obstacle(Deadline.after(LIVENESS));
		}

	}

	/**
	 * The metrics.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class MetricsConfiguration {

		@Bean
		@ConditionalOnMissingBean
		GracefulRestartMetrics gracefulRestartMetrics(GracefulRestartLifecycle lifecycle) {
			return new GracefulRestartMetrics(lifecycle);
		}

	}

}
