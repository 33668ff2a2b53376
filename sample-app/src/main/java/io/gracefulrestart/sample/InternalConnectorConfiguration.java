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

import io.gracefulrestart.tomcat.GracefulConnectors;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A second connector, if {@code sample.internal-port} is set: how an application adds one
 * that takes part in every handoff. It is plain HTTP/1.1, whatever the first one is.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("sample.internal-port")
class InternalConnectorConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> internalConnector(
			ObjectProvider<GracefulConnectors> connectors, @Value("${sample.internal-port}") int port) {
		// Absent with graceful-restart.enabled=false: then it is Tomcat's own, like the
		// first one.
		GracefulConnectors present = connectors.getIfAvailable(GracefulConnectors::stock);
		return (factory) -> factory.addAdditionalConnectors(present.create("internal", port));
	}

}
