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

import java.io.ObjectInputFilter;

import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.session.SessionFilter;
import io.gracefulrestart.session.SessionState;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.UpgradeProtocol;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Auto-configuration of HTTP sessions that go to a successor.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass({ Tomcat.class, UpgradeProtocol.class, TomcatServletWebServerFactory.class })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBooleanProperty(
		name = { "graceful-restart.enabled", "graceful-restart.state.enabled", "graceful-restart.state.sessions" },
		matchIfMissing = true)
@EnableConfigurationProperties(GracefulRestartProperties.class)
public final class GracefulRestartSessionsAutoConfiguration {

	GracefulRestartSessionsAutoConfiguration() {
	}

	@Bean
	SessionState gracefulRestartSessionState(ObjectProvider<GracefulRestartLifecycle> lifecycle) {
		return new SessionState(() -> {
			GracefulRestartLifecycle present = lifecycle.getIfAvailable();
			return present != null && present.isServing();
		});
	}

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> gracefulRestartSessionCustomizer(SessionState state,
			GracefulRestartProperties properties, Environment environment) {
		ObjectInputFilter filter = filter(properties.getState().getSessionsFilter());
		return (factory) -> {
			if (new SettingsFactory(properties, environment).hasControlSocket()) {
				factory.addContextCustomizers(new SessionInstaller(state, filter));
			}
		};
	}

	private static ObjectInputFilter filter(@Nullable String pattern) {
		try {
			return SessionFilter.of(StringUtils.hasText(pattern) ? pattern : null);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException("graceful-restart.state.sessions-filter", pattern,
					"It is no pattern of jdk.serialFilter: " + ex.getMessage() + ".");
		}
	}

}
