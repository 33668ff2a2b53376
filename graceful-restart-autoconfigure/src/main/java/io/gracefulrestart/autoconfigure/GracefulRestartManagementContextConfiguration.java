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

import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.tomcat.GracefulConnectors;
import io.gracefulrestart.web.OpenStreams;
import org.apache.catalina.startup.Tomcat;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextConfiguration;
import org.springframework.boot.actuate.autoconfigure.web.ManagementContextType;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Makes the connector of a separate {@code management.server.port} take part: its context
 * has a web server factory of its own, which the application's customizers do not reach.
 */
@ManagementContextConfiguration(value = ManagementContextType.CHILD, proxyBeanMethods = false)
@ConditionalOnClass({ Tomcat.class, TomcatServletWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class GracefulRestartManagementContextConfiguration {

	@Bean
	@Order(0)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> gracefulRestartManagementTomcatCustomizer(
			ObjectProvider<GracefulConnectors> connectors) {
		// Without the bean, graceful restart is switched off.
		return (factory) -> connectors
			.ifAvailable((available) -> available.prepare(factory, ListenerRequest.MANAGEMENT));
	}

	@Bean
	@Order(Ordered.LOWEST_PRECEDENCE)
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> gracefulRestartManagementTomcatCompletion(
			ObjectProvider<GracefulConnectors> connectors) {
		return (factory) -> connectors.ifAvailable((available) -> available.replaceStockShutdown(factory));
	}

	@Bean
	ServletContextInitializer gracefulRestartManagementStreamFilter(ObjectProvider<OpenStreams> streams) {
		OpenStreams available = streams.getIfAvailable();
		return (available != null) ? GracefulRestartStreamsAutoConfiguration.filter(available) : (context) -> {
		};
	}

}
