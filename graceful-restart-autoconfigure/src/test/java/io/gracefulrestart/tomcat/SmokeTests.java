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

package io.gracefulrestart.tomcat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever a user has set, and whatever Tomcat can do, goes on working on our connector:
 * a request or two for each.
 * <p>
 * Long, because all settings of a connector share one server, which takes a second to
 * start.
 */
@Timeout(30)
class SmokeTests {

	@RegisterExtension
	static SharedServer shared = new SharedServer();

	private TestServer server;

	private int port;

	@BeforeEach
	void open() {
		this.server = shared.get();
		this.server.gate().open();
		this.port = this.server.port();
	}

	@Test
	void requestsOnAKeptAliveConnection() throws IOException {
		try (RawClient client = client()) {
			RawResponse response = client.get("/hello").response();
			assertThat(response.status()).isEqualTo(200);
			assertThat(response.text()).isEqualTo("hello");
			assertThat(response.saysClose()).isFalse();
			client.assertAlive();
		}
	}

	@Test
	void requestThatAsksForTheEnd() throws IOException {
		try (RawClient client = client()) {
			assertThat(client.get("/hello", "Connection: close").response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void portZeroIsAnyPortAndTomcatKnowsWhich() {
		assertThat(this.port).isPositive().isEqualTo(this.server.port("http"));
		assertThat(this.server.connector().getLocalPort()).isEqualTo(this.port);
	}

	@Test
	void serverHeader() throws IOException {
		try (RawClient client = client()) {
			assertThat(client.get("/hello").response().header("server")).isEqualTo("graceful");
		}
	}

	@Test
	void compression() throws IOException {
		byte[] plain = TestHandlers.pattern(20_000);
		try (RawClient client = client()) {
			RawResponse response = client.get("/text?bytes=20000", "Accept-Encoding: gzip").response();
			assertThat(response.header("content-encoding")).isEqualTo("gzip");
			assertThat(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes()).isEqualTo(plain);
			assertThat(client.get("/text?bytes=20000").response().body()).isEqualTo(plain);
		}
	}

	@Test
	void accessLog() throws IOException {
		try (RawClient client = client()) {
			client.get("/hello?for=the-log").response();
			Soon.await()
				.untilAsserted(() -> assertThat(Files.readString(SharedServer.accessLog()))
					.contains("GET /hello?for=the-log HTTP/1.1 200"));
		}
	}

	@Test
	void forwardedHeaders() throws IOException {
		try (RawClient client = client()) {
			assertThat(client.get("/remote", "X-Forwarded-For: 10.9.8.7", "X-Forwarded-Proto: https").response().text())
				.isEqualTo("10.9.8.7 https HTTP/1.1");
			assertThat(client.get("/remote").response().text()).isEqualTo("127.0.0.1 http HTTP/1.1");
		}
	}

	@Test
	void multipart() throws IOException {
		byte[] file = TestHandlers.pattern(10_000);
		String head = """
				--xx
				Content-Disposition: form-data; name="file"; filename="a.bin"
				Content-Type: application/octet-stream

				""".replace("\n", "\r\n");
		String tail = "\r\n--xx--\r\n";
		try (RawClient client = client()) {
			client.send(RawClient.request("POST", "/multipart", "Content-Type: multipart/form-data; boundary=xx",
					"Content-Length: " + (head.length() + file.length + tail.length())));
			client.send(head).send(file).send(tail);
			assertThat(client.response().text()).isEqualTo("a.bin " + TestHandlers.checksum(file));
			client.assertAlive();
		}
	}

	@Test
	void chunkedRequestAndResponse() throws IOException {
		try (RawClient client = client()) {
			client.send(RawClient.request("POST", "/upload", "Transfer-Encoding: chunked"));
			client.send("3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
			assertThat(client.response().text())
				.isEqualTo(TestHandlers.checksum("abcdefg".getBytes(StandardCharsets.US_ASCII)));
			RawResponse response = client.get("/chunks/-?bytes=100000").response();
			assertThat(response.isChunked()).isTrue();
			assertThat(response.body()).isEqualTo(TestHandlers.pattern(100_000));
			client.assertAlive();
		}
	}

	@Test
	void staticFileThatTomcatSendsWithSendfile() throws IOException {
		try (RawClient client = client()) {
			assertThat(client.get("/files/pattern.bin").response().body()).isEqualTo(SharedServer.FILE);
			client.assertAlive();
		}
	}

	@Test
	void asynchronousResponses() throws IOException {
		List.of("smoke-callable", "smoke-deferred", "smoke-sse").forEach((name) -> Rendezvous.of(name).release());
		try (RawClient client = client()) {
			assertThat(client.get("/callable/smoke-callable").response().text()).isEqualTo("called");
			assertThat(client.get("/deferred/smoke-deferred").response().text()).isEqualTo("deferred");
			RawResponse events = client.get("/sse/smoke-sse").response();
			assertThat(events.text()).isEqualTo("data:first\n\ndata:second\n\n");
			client.assertAlive();
		}
	}

	@Test
	void asynchronousRequestsAreInProgressUntilTheyEnd() throws IOException {
		Workload workload = this.server.workload();
		Soon.await().until(() -> workload.census().requests() == 0);
		try (RawClient client = client()) {
			client.get("/deferred/smoke-counted");
			Rendezvous.of("smoke-counted").awaitArrival();
			assertThat(workload.census().requests()).isEqualTo(1);
			Rendezvous.of("smoke-counted").release();
			client.response();
			Soon.await().until(() -> workload.census().requests() == 0);
		}
	}

	@Test
	void http2OverCleartext() throws Exception {
		HttpClient client = SharedServer.HTTP2;
		for (int i = 0; i < 2; i++) {
			HttpResponse<String> response = client.send(request("/remote"), BodyHandlers.ofString());
			assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(response.body()).isEqualTo("127.0.0.1 http HTTP/2.0");
		}
		// Not as the first request: the JDK's client cannot take that much with the
		// upgrade.
		assertThat(client.send(request("/files/pattern.bin"), BodyHandlers.ofByteArray()).body())
			.isEqualTo(SharedServer.FILE);
	}

	@Test
	void webSocket() throws Exception {
		CompletableFuture<String> answer = new CompletableFuture<>();
		WebSocket.Listener listener = new WebSocket.Listener() {

			@Override
			public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
				answer.complete(data.toString());
				return CompletableFuture.completedFuture(null);
			}

		};
		WebSocket socket = SharedServer.HTTP2.newWebSocketBuilder()
			.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/echo"), listener)
			.get(10, TimeUnit.SECONDS);
		socket.sendText("hello", true).get(10, TimeUnit.SECONDS);
		assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		socket.abort();
	}

	@Test
	void additionalConnectorHasAListenerAndSettingsOfItsOwn() throws IOException {
		assertThat(this.server.port("internal")).isPositive().isNotEqualTo(this.port);
		assertThat(this.server.workloads()).extracting(Workload::name).containsExactlyInAnyOrder("http", "internal");
		try (RawClient client = RawClient.connect(this.server.port("internal"))) {
			assertThat(client.get("/hello").response().saysClose()).isFalse();
			assertThat(client.get("/hello").response().saysClose()).isTrue();
			client.assertEnd();
		}
	}

	@Test
	void closedGateKeepsConnectionsInTheQueueAndOneOfTheAdditionalConnectorToo() throws IOException {
		this.server.gate().close();
		try (RawClient main = client(); RawClient internal = RawClient.connect(this.server.port("internal"))) {
			main.get("/hello");
			internal.get("/hello");
			assertThat(this.server.listeners().all()).allMatch((listener) -> {
				try {
					return listener.hasPending();
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			this.server.gate().open();
			assertThat(main.response().text()).isEqualTo("hello");
			assertThat(internal.response().text()).isEqualTo("hello");
		}
	}

	@Test
	void pausedConnectorServesWhatItHasAndTakesNothingMoreUntilItResumes() throws IOException {
		try (RawClient client = client()) {
			client.assertAlive();
			this.server.connector().pause();
			try {
				// Until it has left accept(2) it would take one more, and serve it.
				Soon.await().until(SmokeTests::acceptorSleeps);
				client.assertAlive();
				try (RawClient waiting = client()) {
					waiting.get("/hello");
					client.assertAlive();
					assertThat(this.server.listeners().all().get(0).hasPending()).isTrue();
					this.server.connector().resume();
					assertThat(waiting.response().text()).isEqualTo("hello");
				}
			}
			finally {
				// Else all other tests of this server would wait in vain.
				this.server.connector().resume();
			}
			client.assertAlive();
		}
	}

	// One that accepts is runnable, one whose gate is closed waits without an end.
	private static boolean acceptorSleeps() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.anyMatch((thread) -> thread.getName().endsWith("-Acceptor")
					&& thread.getState() == Thread.State.TIMED_WAITING);
	}

	private HttpRequest request(String path) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + path)).build();
	}

	private RawClient client() throws IOException {
		return RawClient.connect(this.port);
	}

}
