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

package io.gracefulrestart.web;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.tomcat.RawClient;
import io.gracefulrestart.tomcat.TestServer;
import jakarta.servlet.DispatcherType;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server with streams and what ends them, one for all tests of a class, and what its
 * clients look at.
 */
final class StreamServer implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	private static final Pattern EVENTS = Pattern.compile("(id:(\\d+)\ndata:(\\d+)\n\n)*retry:(\\d{3})\n\n");

	private @Nullable TestServer server;

	@Override
	public void beforeAll(ExtensionContext context) {
		this.server = TestServer.start(List.of(Streaming.class), "server.http2.enabled=true");
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		awaitStreams(0);
		// Listeners of the application hear of the end of a stream later than ours.
		soon().until(() -> workload().census().requests() == 0);
		handlers().reset();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		get().close();
	}

	private TestServer get() {
		return Objects.requireNonNull(this.server);
	}

	RawClient open(String path, String... headers) throws IOException {
		RawClient client = RawClient.connect(get().port());
		client.socket().setSoTimeout(60_000);
		return client.get(path, headers);
	}

	int port() {
		return get().port();
	}

	OpenStreams streams() {
		return get().bean(OpenStreams.class);
	}

	StreamHandlers handlers() {
		return get().bean(StreamHandlers.class);
	}

	Workload workload() {
		return get().workload();
	}

	void awaitStreams(int count) {
		soon().untilAsserted(() -> assertThat(streams().count()).isEqualTo(count));
	}

	static ConditionFactory soon() {
		return Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(5))
			.atMost(Duration.ofSeconds(60));
	}

	/**
	 * Assert that a body is whole events, numbered without a gap, and when to come back.
	 */
	static void assertEvents(String body) {
		assertThat(body).matches(EVENTS);
		List<Integer> numbers = new ArrayList<>();
		Matcher data = Pattern.compile("data:(\\d+)").matcher(body);
		while (data.find()) {
			numbers.add(Integer.valueOf(data.group(1)));
		}
		for (int i = 0; i < numbers.size(); i++) {
			assertThat(numbers.get(i)).isEqualTo(i + 1);
		}
	}

	/**
	 * The filter as the auto-configuration registers it.
	 */
	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(TaskExecutionAutoConfiguration.class)
	@Import(StreamHandlers.class)
	static class Streaming {

		@Bean
		OpenStreams streams() {
			return new OpenStreams(
					new StreamTypes(List.of("text/event-stream", "application/x-ndjson", "multipart/x-mixed-replace")));
		}

		@Bean
		FilterRegistrationBean<StreamFilter> streamFilter(OpenStreams streams) {
			FilterRegistrationBean<StreamFilter> filter = new FilterRegistrationBean<>(new StreamFilter(streams));
			filter.setDispatcherTypes(DispatcherType.REQUEST);
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return filter;
		}

	}

}
