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

package io.gracefulrestart.sample;

import java.util.EnumSet;

import io.gracefulrestart.GracefulRestart;
import jakarta.servlet.DispatcherType;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/**
 * Puts {@link ServedByFilter} before all other filters, on the application's port.
 */
@Configuration(proxyBeanMethods = false)
class ServedByConfiguration {

	@Bean
	Generation generation(ObjectProvider<GracefulRestart> gracefulRestart) {
		GracefulRestart present = gracefulRestart.getIfAvailable();
		// Absent with graceful-restart.enabled=false: then every process is a first one.
		return (present != null) ? present::generation : () -> 1;
	}

	@Bean
	RequestCounter requestCounter() {
		return new RequestCounter();
	}

	@Bean
	FilterRegistrationBean<ServedByFilter> servedByFilter(Generation generation, RequestCounter counter) {
		return registration(generation, counter);
	}

	static FilterRegistrationBean<ServedByFilter> registration(Generation generation, RequestCounter counter) {
		FilterRegistrationBean<ServedByFilter> registration = new FilterRegistrationBean<>(
				new ServedByFilter(generation, counter));
		registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

}
