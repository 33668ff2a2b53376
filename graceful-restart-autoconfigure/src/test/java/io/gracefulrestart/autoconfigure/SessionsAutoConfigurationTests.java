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

import java.nio.file.Path;

import io.gracefulrestart.session.LiveSessions;
import io.gracefulrestart.session.SessionState;
import org.apache.catalina.Context;
import org.apache.catalina.Manager;
import org.apache.catalina.session.PersistentManager;
import org.apache.catalina.session.StandardManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.assertj.AssertableWebApplicationContext;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GracefulRestartSessionsAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class SessionsAutoConfigurationTests {

	@TempDir
	Path directory;

	private WebApplicationContextRunner runner(String... properties) {
		return new WebApplicationContextRunner(AnnotationConfigServletWebServerApplicationContext::new)
			.withConfiguration(AutoConfigurations.of(GracefulRestartAutoConfiguration.class,
					GracefulRestartSessionsAutoConfiguration.class, TomcatServletWebServerAutoConfiguration.class))
			.withPropertyValues("server.port=0", "graceful-restart.handoff.enabled=true",
					"graceful-restart.handoff.socket=" + this.directory.resolve("control.sock"))
			.withPropertyValues(properties);
	}

	private static Manager manager(AssertableWebApplicationContext context) {
		assertThat(context).hasNotFailed();
		ServletWebServerApplicationContext server = (ServletWebServerApplicationContext) context
			.getSourceApplicationContext();
		Context tomcat = (Context) ((TomcatWebServer) server.getWebServer()).getTomcat().getHost().findChildren()[0];
		return tomcat.getManager();
	}

	@Test
	void sessionsAreOursAndNotWrittenToAFile() {
		runner("server.servlet.session.timeout=7m").run((context) -> {
			assertThat(manager(context)).isInstanceOfSatisfying(LiveSessions.class, (sessions) -> {
				assertThat(sessions.getPathname()).isNull();
				assertThat(sessions.createSession(null).getMaxInactiveInterval()).isEqualTo(7 * 60);
				assertThat(sessions.getSessionIdGenerator().getClass().getSimpleName())
					.isEqualTo("LazySessionIdGenerator");
			});
			assertThat(context).hasSingleBean(SessionState.class);
		});
	}

	@Test
	void persistentSessionsStayPersistent() {
		runner("server.servlet.session.persistent=true", "server.servlet.session.store-dir=" + this.directory)
			.run((context) -> assertThat(manager(context)).isInstanceOfSatisfying(LiveSessions.class,
					(sessions) -> assertThat(sessions.getPathname())
						.isEqualTo(this.directory.resolve("SESSIONS.ser").toString())));
	}

	@ParameterizedTest
	@ValueSource(strings = { "graceful-restart.state.enabled=false", "graceful-restart.state.sessions=false",
			"graceful-restart.handoff.enabled=false" })
	void switchedOffTheyAreTomcatsOwn(String property) {
		runner(property).run((context) -> assertThat(manager(context).getClass()).isEqualTo(StandardManager.class));
	}

	@Test
	void managerOfTheApplicationWins(CapturedOutput output) {
		runner().withUserConfiguration(OwnManager.class)
			.run((context) -> assertThat(manager(context)).isInstanceOf(PersistentManager.class));
		assertThat(output).contains("Sessions do not go to a successor: the application has a manager of its own");
	}

	@Test
	void filterThatIsNoneEndsTheStart() {
		runner("graceful-restart.state.sessions-filter=maxdepth=many").run((context) -> assertThat(context).getFailure()
			.rootCause()
			.isInstanceOf(InvalidConfigurationPropertyValueException.class)
			.hasMessageContaining("graceful-restart.state.sessions-filter"));
	}

	static class OwnManager {

		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		WebServerFactoryCustomizer<TomcatServletWebServerFactory> ownManager() {
			return (factory) -> factory.addContextCustomizers((context) -> context.setManager(new PersistentManager()));
		}

	}

}
