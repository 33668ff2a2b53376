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

import java.io.IOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.drain.Workload;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * WebSocket sessions of a connector that is drained.
 */
class WebSocketLeavingTests {

	@RegisterExtension
	static final SharedServer SERVER = new SharedServer();

	private int port;

	// A drain keeps its workload.
	private Workload workload = SERVER.get().workload();

	@BeforeEach
	void find() {
		this.port = SERVER.get().port();
		Soon.await().until(() -> this.workload.census().webSockets() == 0);
	}

	@Test
	void clientIsToldThatTheServiceRestarts() throws Exception {
		Client client = connect();
		assertThat(this.workload.webSockets()).isEqualTo(1);
		assertThat(this.workload.closeWebSockets(5)).isEqualTo(1);
		assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(GracefulConnectors.SERVICE_RESTART);
		Soon.await().until(() -> this.workload.census().webSockets() == 0);
		assertThat(this.workload.closeWebSockets(5)).isZero();
	}

	@Test
	void noMoreAreToldThanItIsTheTurnOf() throws Exception {
		List<Client> clients = new ArrayList<>(List.of(connect(), connect(), connect()));
		assertThat(this.workload.closeWebSockets(2)).isEqualTo(2);
		Soon.await().until(() -> clients.stream().filter((client) -> client.closed.isDone()).count() == 2);
		assertThat(this.workload.webSockets()).isEqualTo(1);
		assertThat(this.workload.closeWebSockets(5)).isEqualTo(1);
		for (Client client : clients) {
			assertThat(client.closed.get(10, TimeUnit.SECONDS)).isEqualTo(GracefulConnectors.SERVICE_RESTART);
		}
	}

	@Test
	void clientThatDoesNotAnswerIsToldOnceAndCut() throws IOException {
		try (RawClient client = RawClient.connect(this.port)) {
			client.get("/echo", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
					"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==");
			assertThat(client.response().status()).isEqualTo(101);
			Soon.await().until(() -> this.workload.webSockets() == 1);
			assertThat(this.workload.closeWebSockets(1)).isEqualTo(1);
			byte[] frame = client.exactly(4);
			assertThat(frame[0]).as("final, close").isEqualTo((byte) 0x88);
			assertThat((int) ByteBuffer.wrap(frame).getShort(2)).isEqualTo(GracefulConnectors.SERVICE_RESTART);
			assertThat(this.workload.webSockets()).isZero();
			assertThat(this.workload.census().webSockets()).isEqualTo(1);
			client.exactly(frame[1] - 2);
			assertThat(this.workload.closeAll()).extracting(Unfinished::kind).containsExactly(Kind.WEB_SOCKET);
			// It has some time to answer, and was perhaps left to the container.
			Soon.await().until(() -> {
				this.workload.closeAll();
				return this.workload.census().webSockets() == 0;
			});
			client.assertEnd();
		}
	}

	private Client connect() throws Exception {
		Client client = new Client();
		int before = this.workload.census().webSockets();
		SharedServer.HTTP2.newWebSocketBuilder()
			.connectTimeout(Duration.ofSeconds(10))
			.buildAsync(URI.create("ws://127.0.0.1:" + this.port + "/echo"), client)
			.get(10, TimeUnit.SECONDS);
		Soon.await().until(() -> this.workload.census().webSockets() == before + 1);
		return client;
	}

	private static final class Client implements WebSocket.Listener {

		private final CompletableFuture<Integer> closed = new CompletableFuture<>();

		@Override
		public CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
			this.closed.complete(statusCode);
			return CompletableFuture.completedFuture(null);
		}

		@Override
		public void onError(WebSocket socket, Throwable error) {
			this.closed.completeExceptionally(error);
		}

	}

}
