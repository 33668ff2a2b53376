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

import io.gracefulrestart.GracefulRestart;
import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.actuate.GracefulRestartMetrics;
import io.gracefulrestart.actuate.HandoffEndpoint;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.tomcat.GracefulConnectors;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.context.servlet.AnnotationConfigServletWebApplicationContext;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link GracefulRestartAutoConfiguration} and
 * {@link GracefulRestartActuatorAutoConfiguration}.
 */
class GracefulRestartAutoConfigurationTests {

	private static final AutoConfigurations OURS = AutoConfigurations.of(GracefulRestartAutoConfiguration.class,
			GracefulRestartActuatorAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner(
			AnnotationConfigServletWebServerApplicationContext::new)
		.withConfiguration(OURS)
		.withConfiguration(AutoConfigurations.of(TomcatServletWebServerAutoConfiguration.class))
		.withPropertyValues("server.port=0", "management.endpoints.web.exposure.include=handoff");

	@TempDir
	Path directory;

	@Test
	void applicationCanInjectItsPlaceInTheChain() {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed().hasSingleBean(GracefulRestart.class);
			assertThat(context.getBean(GracefulRestart.class).generation()).isEqualTo(1);
			assertThat(context).hasSingleBean(GracefulConnectors.class);
		});
	}

	@Test
	void endpointAndMetricsAreThere() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(HandoffEndpoint.class)
			.hasSingleBean(GracefulRestartMetrics.class));
	}

	@Test
	void endpointThatIsNotExposedIsNotThere() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(HandoffEndpoint.class));
	}

	@Test
	void endpointOfTheApplicationWins() {
		this.runner.withUserConfiguration(OwnEndpoint.class)
			.run((context) -> assertThat(context).getBean(HandoffEndpoint.class).isSameAs(OwnEndpoint.ENDPOINT));
	}

	@Test
	void switchedOffThereIsNothing() {
		this.runner.withPropertyValues("graceful-restart.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(GracefulRestart.class)
				.doesNotHaveBean(GracefulConnectors.class)
				.doesNotHaveBean(GracefulRestartProperties.class)
				.doesNotHaveBean(HandoffEndpoint.class)
				.doesNotHaveBean(GracefulRestartMetrics.class));
	}

	@Test
	void withoutActuatorTheRestWorks() {
		this.runner
			.withClassLoader(new FilteredClassLoader(Endpoint.class.getPackageName(),
					"org.springframework.boot.actuate.autoconfigure"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(GracefulRestart.class)
				.doesNotHaveBean("handoffEndpoint")
				.hasSingleBean(GracefulRestartMetrics.class));
	}

	@Test
	void withoutMicrometerTheRestWorks() {
		this.runner.withClassLoader(new FilteredClassLoader(MeterRegistry.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(GracefulRestart.class)
				.hasSingleBean(HandoffEndpoint.class)
				.doesNotHaveBean("gracefulRestartMetrics"));
	}

	@Test
	void withoutTomcatThereIsNothing() {
		new WebApplicationContextRunner(AnnotationConfigServletWebApplicationContext::new).withConfiguration(OURS)
			.withClassLoader(new FilteredClassLoader(Tomcat.class))
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(GracefulRestartLifecycle.class)
				.doesNotHaveBean(HandoffEndpoint.class));
	}

	@Test
	void withoutServletApplicationThereIsNothing() {
		new ApplicationContextRunner().withConfiguration(OURS)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GracefulRestart.class));
		new ReactiveWebApplicationContextRunner().withConfiguration(OURS)
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(GracefulRestart.class));
	}

	@Test
	void lazyInitializationChangesNothing() {
		Path socket = this.directory.resolve("lazy.sock");
		this.runner
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.withPropertyValues("graceful-restart.handoff.enabled=true", "graceful-restart.handoff.socket=" + socket)
			.run((context) -> {
				assertThat(context).hasNotFailed();
				assertThat(context.getBeanFactory().containsSingleton("gracefulRestart")).isTrue();
				assertThat(context.getBeanFactory().containsSingleton("gracefulRestartParticipants")).isTrue();
				assertThat(socket).exists();
			});
		assertThat(socket).doesNotExist();
	}

	@Test
	void withoutWebServerOfOursTheStateIsUnsupportedOnceReady() {
		new WebApplicationContextRunner(AnnotationConfigServletWebApplicationContext::new).withConfiguration(OURS)
			.run((context) -> {
				GracefulRestartLifecycle lifecycle = context.getBean(GracefulRestartLifecycle.class);
				assertThat(lifecycle.isHandoffPossible()).isFalse();
				lifecycle.ready();
				assertThat(lifecycle.state()).isEqualTo(State.UNSUPPORTED);
				assertThat(lifecycle.report().handoffAbsence()).contains("not the embedded Tomcat");
			});
	}

	@Configuration(proxyBeanMethods = false)
	static class OwnEndpoint {

		private static final HandoffEndpoint ENDPOINT = new HandoffEndpoint(mock(GracefulRestartLifecycle.class));

		@Bean
		HandoffEndpoint ownEndpoint() {
			return ENDPOINT;
		}

	}

}
