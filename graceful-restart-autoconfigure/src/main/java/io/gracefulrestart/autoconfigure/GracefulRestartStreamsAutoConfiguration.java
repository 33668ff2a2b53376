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

import java.util.List;

import io.gracefulrestart.fd.NativeSupport;
import io.gracefulrestart.web.OpenStreams;
import io.gracefulrestart.web.StreamFilter;
import io.gracefulrestart.web.StreamTypes;
import jakarta.servlet.DispatcherType;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.UpgradeProtocol;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/**
 * Auto-configuration of what ends streams when a process drains.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass({ Tomcat.class, UpgradeProtocol.class, TomcatServletWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(name = "graceful-restart.enabled", matchIfMissing = true)
@EnableConfigurationProperties(GracefulRestartProperties.class)
public final class GracefulRestartStreamsAutoConfiguration {

	GracefulRestartStreamsAutoConfiguration() {
	}

	@Bean
	OpenStreams gracefulRestartStreams(GracefulRestartProperties properties) {
		return new OpenStreams(types(properties.getDrain().getStreamTypes()));
	}

	@Bean
	ServletContextInitializer gracefulRestartStreamFilter(OpenStreams streams) {
		return filter(streams);
	}

	/**
	 * Create the registration of a filter, for one servlet context.
	 * @param streams where it notes streams
	 * @return a registration that does nothing where graceful restart is not supported
	 */
	static ServletContextInitializer filter(OpenStreams streams) {
		if (!NativeSupport.get().isAvailable()) {
			return (context) -> {
			};
		}
		FilterRegistrationBean<StreamFilter> filter = new FilterRegistrationBean<>(new StreamFilter(streams));
		filter.setName("gracefulRestartStreamFilter");
		filter.setDispatcherTypes(DispatcherType.REQUEST);
		// Below whatever wraps a response or writes to it.
		filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return filter;
	}

	private static StreamTypes types(List<String> types) {
		try {
			return new StreamTypes(types);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("graceful-restart.drain.stream-types", types,
					ex.getMessage() + ".");
		}
	}

}
