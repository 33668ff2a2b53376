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

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.gracefulrestart.GracefulRestart.State;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.web.server.context.WebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests of who can ask for a restart over HTTP, and of what it costs.
 */
@Timeout(60)
class HandoffEndpointAccessTests {

	private static final String UNRESTRICTED = "management.endpoint.handoff.access=unrestricted";

	private static final String JSON = "application/json";

	private static final String FORM = "multipart/form-data; boundary=b";

	private static final String MULTIPART = "--b\r\nContent-Disposition: form-data; name=\"action\"\r\n\r\nrollback"
			+ "\r\n--b--\r\n";

	private static final int REQUESTS = 100;

	private final HttpClient client = HttpClient.newHttpClient();

	@TempDir
	private Path directory;

	@Test
	void nobodyRestartsUnlessAccessIsUnrestricted() throws Exception {
		try (RunningApplication application = RunningApplication.start()) {
			assertThat(post(application, "", JSON, "{}").statusCode()).isEqualTo(405);
		}
	}

	@Test
	void whatAPageOfAnotherSiteCanSendWithoutAskingAsksForNothing() throws Exception {
		try (RunningApplication application = RunningApplication.start(UNRESTRICTED)) {
			for (String type : new String[] { "application/x-www-form-urlencoded", "text/plain", null }) {
				assertThat(post(application, "?action=rollback", type, "action=rollback").statusCode()).as(type)
					.isEqualTo(415);
				assertThat(post(application, "?action=rollback", type, "").statusCode()).as(type).isEqualTo(415);
			}
			assertThat(post(application, "?action=rollback", FORM, MULTIPART).statusCode()).isEqualTo(415);
			assertThat(application.get("/actuator/handoff?action=restart").body()).contains("\"state\":\"SERVING\"");
			assertThat(post(application, "", JSON, "{\"action\":\"rollback\"}").statusCode()).isEqualTo(409);
		}
	}

	@Test
	void requestsForRestartsHoldOneThreadAndOneProcess() throws Exception {
		RunningApplication application = RunningApplication.start(UNRESTRICTED, "graceful-restart.handoff.enabled=true",
				"graceful-restart.handoff.socket=" + this.directory.resolve("app.sock"),
				"graceful-restart.restart.command=sleep 60", "graceful-restart.restart.signal=none");
		try (application) {
			List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(() -> send(application))
				.limit(REQUESTS)
				.toList();
			await().atMost(Duration.ofSeconds(30))
				.until(() -> answers.stream().filter(CompletableFuture::isDone).count() == REQUESTS - 1);
			assertThat(answers.stream().filter(CompletableFuture::isDone))
				.allSatisfy((answer) -> assertThat(answer.join().statusCode()).isEqualTo(409));
			assertThat(ProcessHandle.current()
				.children()
				.filter((child) -> child.info().command().orElse("").endsWith("/sleep"))).hasSize(1);
			assertThat(application.gracefulRestart().state()).isEqualTo(State.SERVING);
		}
		await().atMost(Duration.ofSeconds(10))
			.until(() -> ProcessHandle.current()
				.children()
				.noneMatch((child) -> child.info().command().orElse("").endsWith("/sleep")));
	}

	private CompletableFuture<HttpResponse<String>> send(RunningApplication application) {
		return this.client.sendAsync(request(application, "", JSON, "{\"wait\":\"probation\"}"),
				BodyHandlers.ofString());
	}

	private HttpResponse<String> post(RunningApplication application, String query, @Nullable String type, String body)
			throws Exception {
		return this.client.send(request(application, query, type, body), BodyHandlers.ofString());
	}

	private static HttpRequest request(RunningApplication application, String query, @Nullable String type,
			String body) {
		int port = ((WebServerApplicationContext) application.context()).getWebServer().getPort();
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/handoff" + query))
			.POST(BodyPublishers.ofString(body));
		if (type != null) {
			request.header("Content-Type", type);
		}
		return request.build();
	}

}
