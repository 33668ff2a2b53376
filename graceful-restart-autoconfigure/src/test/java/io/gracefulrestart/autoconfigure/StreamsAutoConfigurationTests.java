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

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.web.OpenStreams;
import io.gracefulrestart.web.StreamFilter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.web.context.WebApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GracefulRestartStreamsAutoConfiguration}.
 */
class StreamsAutoConfigurationTests {

	private static final AutoConfigurations OURS = AutoConfigurations.of(GracefulRestartStreamsAutoConfiguration.class);

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(OURS);

	@Test
	void filterComesFirst() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(Streams.class);
			FilterRegistrationBean<?> filter = (FilterRegistrationBean<?>) context
				.getBean("gracefulRestartStreamFilter");
			assertThat(filter.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
			assertThat(filter.isAsyncSupported()).isTrue();
			assertThat(filter.getFilter()).isInstanceOf(StreamFilter.class);
		});
	}

	@Test
	void switchedOffThereIsNothing() {
		this.runner.withPropertyValues("graceful-restart.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(Streams.class)
				.doesNotHaveBean("gracefulRestartStreamFilter"));
		new ApplicationContextRunner().withConfiguration(OURS)
			.run((context) -> assertThat(context).doesNotHaveBean(Streams.class));
	}

	@Test
	void noTypesAreTypesToo() {
		this.runner.withPropertyValues("graceful-restart.drain.stream-types=")
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(OpenStreams.class));
	}

	@Test
	void whatIsNoMediaTypeIsNamed() {
		this.runner.withPropertyValues("graceful-restart.drain.stream-types=text/event-stream,video")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'video' is no media type"));
		this.runner.withPropertyValues("graceful-restart.drain.stream-types=text/*")
			.run((context) -> assertThat(context).getFailure()
				.hasRootCauseInstanceOf(InvalidConfigurationPropertyValueException.class));
	}

	@Test
	void managementServerHasTheFilterAsWell() {
		try (RunningApplication application = RunningApplication.start(Servers.class, "management.server.port=0",
				"management.server.address=127.0.0.1")) {
			assertThat(application.context().getBean(Servers.class).filters).hasSize(2)
				.allMatch((names) -> names.contains("gracefulRestartStreamFilter"));
		}
	}

	/**
	 * The names of the filters of all servers.
	 */
	static class Servers {

		private final List<String> filters = new ArrayList<>();

		@EventListener
		void onServer(WebServerInitializedEvent event) {
			WebApplicationContext context = (WebApplicationContext) event.getApplicationContext();
			this.filters.add(String.join(" ", context.getServletContext().getFilterRegistrations().keySet()));
		}

	}

}
