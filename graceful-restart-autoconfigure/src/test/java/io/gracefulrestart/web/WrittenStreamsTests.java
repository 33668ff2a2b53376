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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.tomcat.RawClient;
import io.gracefulrestart.tomcat.RawResponse;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients see of streams that an application writes itself, and of what is none.
 */
@ExtendWith(OutputCaptureExtension.class)
class WrittenStreamsTests {

	// Lives for ever, since it cannot be closed.
	private static final HttpClient HTTP2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

	@RegisterExtension
	static StreamServer server = new StreamServer();

	@ParameterizedTest
	@ValueSource(strings = { "/loop", "/plain", "/characters" })
	void streamEndsWithAWholeEvent(String path, CapturedOutput output) throws IOException {
		try (RawClient client = server.open(path)) {
			server.awaitStreams(1);
			assertThat(server.streams().end(1)).isEqualTo(1);
			RawResponse response = client.response();
			assertThat(response.text()).matches("(data:\u00e4?\\d+\n\n)*retry:\\d{3}\n\n");
			client.assertAlive();
			server.awaitStreams(0);
			assertThat(output.getAll()).doesNotContain("WARN").doesNotContain("ERROR");
		}
	}

	@RepeatedTest(5)
	void clientThatDoesNotReadHoldsNobodyUp() throws IOException {
		Socket socket = new Socket();
		socket.setReceiveBufferSize(4096);
		socket.connect(new InetSocketAddress("127.0.0.1", server.port()));
		socket.setSoTimeout(60_000);
		try (RawClient stuck = new RawClient(socket).get("/flood"); RawClient other = server.open("/silent")) {
			server.awaitStreams(2);
			StreamServer.soon().until(() -> {
				Thread writer = server.handlers().writer;
				return writer != null && writer.getState() == Thread.State.TIMED_WAITING;
			});
			assertThat(server.streams().end(2)).isEqualTo(2);
			other.response();
			other.assertAlive();
			// Now it does.
			assertThat(stuck.response().text()).matches("(x{65535}\n)*+");
			stuck.assertAlive();
			server.awaitStreams(0);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/octet-stream", "text/event-stream" })
	void downloadGoesOn(String type) throws Exception {
		try (RawClient client = server.open("/download?type=" + type)) {
			assertThat(server.handlers().downloading.await(60, TimeUnit.SECONDS)).isTrue();
			assertThat(server.streams().count()).isZero();
			assertThat(server.streams().end(10)).isZero();
			server.handlers().download.countDown();
			assertThat(client.response().text()).isEqualTo("1234567890");
			client.assertAlive();
		}
	}

	@Test
	void streamWithAListenerIsLeftToItsApplication() throws IOException {
		try (RawClient client = server.open("/listener")) {
			assertThat(client.response().text()).isEqualTo("data:1\n\n");
			assertThat(server.streams().count()).isZero();
			assertThat(server.handlers().failures).isEmpty();
			client.assertAlive();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/events", "/silent", "/loop" })
	void streamsOfHttp2End(String path) throws Exception {
		List<CompletableFuture<HttpResponse<String>>> responses = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			responses.add(HTTP2.sendAsync(
					HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
					BodyHandlers.ofString()));
		}
		server.awaitStreams(10);
		assertThat(server.streams().end(100)).isEqualTo(10);
		for (CompletableFuture<HttpResponse<String>> response : responses) {
			assertThat(response.get(60, TimeUnit.SECONDS).version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(response.get().body()).matches("((id:\\d+\n)?data:\\w+\n\n)*retry:\\d{3}\n\n");
		}
		server.awaitStreams(0);
	}

}
