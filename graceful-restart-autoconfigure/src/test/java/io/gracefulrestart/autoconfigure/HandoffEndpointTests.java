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

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@code GET /actuator/handoff} in an application that runs.
 */
class HandoffEndpointTests {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "spring.jackson.property-naming-strategy=KEBAB_CASE",
			"spring.jackson.property-naming-strategy=SNAKE_CASE" })
	void jsonIsTheSameHoweverTheApplicationWritesItsOwn(String property) throws Exception {
		Path socket = this.directory.resolve("app.sock");
		try (RunningApplication application = RunningApplication.start(property, "server.address=127.0.0.1",
				"spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
				"spring.jackson.datatype.datetime.write-durations-as-timestamps=true",
				"graceful-restart.handoff.enabled=true", "graceful-restart.handoff.socket=" + socket)) {
			// A connection counts twice while the server takes it in.
			JsonNode json = await().atMost(Duration.ofSeconds(30))
				.until(() -> read(application), (answer) -> answer.get("openConnections").asInt() == 1);
			assertThat(json.get("state").asString()).isEqualTo("SERVING");
			assertThat(json.get("generation").asInt()).isEqualTo(1);
			assertThat(json.get("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
			assertThat(json.get("startedAt").asString()).matches("\\d{4}-\\d\\d-\\d\\dT.*Z");
			assertThat(json.get("firstGenerationStartedAt").asString()).isEqualTo(json.get("startedAt").asString());
			assertThat(json.get("nativeSupport").get("available").asBoolean()).isTrue();
			assertThat(json.get("controlSocket").asString()).isEqualTo(socket.toString());
			assertThat(json.has("handoffAbsence")).isFalse();
			JsonNode http = json.get("listeners").get(0);
			assertThat(http.get("name").asString()).isEqualTo("http");
			assertThat(http.get("address").asString()).matches("127\\.0\\.0\\.1:\\d+");
			assertThat(http.get("origin").asString()).isEqualTo("BIND");
			assertThat(http.get("inode").isIntegralNumber()).isTrue();
			assertThat(json.get("requestsInFlight").asInt()).isEqualTo(1);
			assertThat(json.get("idleConnections").asInt()).isZero();
			assertThat(json.get("handoffs").isEmpty()).isTrue();
		}
	}

	@Test
	void saysWhyThereIsNoHandoff() throws Exception {
		try (RunningApplication application = RunningApplication.start()) {
			JsonNode json = read(application);
			assertThat(json.get("handoffAbsence").asString()).contains("off in tests");
			assertThat(json.has("controlSocket")).isFalse();
		}
	}

	@Test
	void metricsAreBoundToTheRegistry() throws Exception {
		try (RunningApplication application = RunningApplication.start()) {
			assertThat(application.get("/actuator/metrics/graceful.restart.serving").body()).contains("\"value\":1.0");
		}
	}

	// On a connection that is closed afterwards: it would count the next time.
	private static JsonNode read(RunningApplication application) throws IOException {
		int port = ((WebServerApplicationContext) application.context()).getWebServer().getPort();
		URLConnection connection = URI.create("http://127.0.0.1:" + port + "/actuator/handoff")
			.toURL()
			.openConnection();
		connection.setRequestProperty("Connection", "close");
		try (InputStream body = connection.getInputStream()) {
			return JsonMapper.builder().build().readTree(body);
		}
	}

}
