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

import java.nio.file.Path;

import io.gracefulrestart.tomcat.GracefulConnectors;
import org.apache.catalina.connector.Connector;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A connector on a Unix domain socket, if {@code sample.unix-socket} is set to its path:
 * what a proxy on the same host connects to. {@code sample.unix-permissions} are those of
 * the path.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("sample.unix-socket")
class UnixConnectorConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> unixConnector(
			ObjectProvider<GracefulConnectors> connectors, @Value("${sample.unix-socket}") Path path,
			@Value("${sample.unix-permissions:rw-------}") String permissions) {
		// Absent with graceful-restart.enabled=false: then it is Tomcat's own, like the
		// first one.
		GracefulConnectors present = connectors.getIfAvailable(GracefulConnectors::stock);
		return (factory) -> {
			Connector connector = present.create("unix", path);
			connector.setProperty("unixDomainSocketPathPermissions", permissions);
			factory.addAdditionalConnectors(connector);
		};
	}

}
