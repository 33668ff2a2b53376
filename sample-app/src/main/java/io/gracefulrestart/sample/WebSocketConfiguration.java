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

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;

import org.springframework.boot.web.servlet.ServletListenerRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.Assert;

/**
 * Registers {@link EchoEndpoint} through the Jakarta WebSocket API, which Tomcat brings.
 */
@Configuration(proxyBeanMethods = false)
class WebSocketConfiguration {

	@Bean
	ServletListenerRegistrationBean<ServletContextListener> echoRegistration() {
		return new ServletListenerRegistrationBean<>(new EchoRegistration());
	}

	/**
	 * Runs after Tomcat's own listener, which puts the {@link ServerContainer} into the
	 * servlet context.
	 */
	private static final class EchoRegistration implements ServletContextListener {

		@Override
		public void contextInitialized(ServletContextEvent event) {
			Object container = event.getServletContext().getAttribute(ServerContainer.class.getName());
			Assert.state(container instanceof ServerContainer, "No WebSocket container in the servlet context");
			try {
				((ServerContainer) container).addEndpoint(EchoEndpoint.class);
			}
			catch (DeploymentException ex) {
				throw new IllegalStateException("Endpoint /echo was refused", ex);
			}
		}

	}

}
