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

package io.gracefulrestart.sample;

import java.net.Socket;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class EchoTests {

	@LocalServerPort
	private int port;

	@Test
	void textAndBinaryMessagesComeBack() throws Exception {
		Client client = new Client(this.port);
		Received received = new Received();
		WebSocket socket = client.http()
			.newWebSocketBuilder()
			.buildAsync(client.uri("ws", "/echo"), received)
			.get(10, TimeUnit.SECONDS);
		socket.sendText("Grüße", true).get(10, TimeUnit.SECONDS);
		assertThat(received.messages.poll(10, TimeUnit.SECONDS)).isEqualTo("Grüße");
		socket.sendBinary(ByteBuffer.wrap(new byte[] { 1, 2, 3 }), true).get(10, TimeUnit.SECONDS);
		assertThat(received.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(ByteBuffer.wrap(new byte[] { 1, 2, 3 }));
		socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(10, TimeUnit.SECONDS);
		assertThat(received.messages.poll(10, TimeUnit.SECONDS)).isEqualTo(WebSocket.NORMAL_CLOSURE);
	}

	@Test
	void handshakeSaysWhoServedIt() throws Exception {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setSoTimeout(10_000);
			socket.getOutputStream().write("""
					GET /echo HTTP/1.1\r
					Host: localhost\r
					Connection: Upgrade\r
					Upgrade: websocket\r
					Sec-WebSocket-Version: 13\r
					Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
					\r
					""".getBytes(StandardCharsets.US_ASCII));
			StringBuilder head = new StringBuilder();
			while (head.indexOf("\r\n\r\n") == -1) {
				int next = socket.getInputStream().read();
				assertThat(next).as(head.toString()).isNotEqualTo(-1);
				head.append((char) next);
			}
			assertThat(head.toString()).startsWith("HTTP/1.1 101")
				.contains("X-Pid: " + ProcessHandle.current().pid() + "\r\n", "X-Generation: 1\r\n");
		}
	}

	private static final class Received implements WebSocket.Listener {

		private final BlockingQueue<Object> messages = new LinkedBlockingQueue<>();

		@Override
		public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
			return add(socket, text.toString());
		}

		@Override
		public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer bytes, boolean last) {
			return add(socket, ByteBuffer.allocate(bytes.remaining()).put(bytes).flip());
		}

		@Override
		public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
			return add(socket, code);
		}

		private @Nullable CompletionStage<?> add(WebSocket socket, Object message) {
			this.messages.add(message);
			socket.request(1);
			return null;
		}

	}

}
