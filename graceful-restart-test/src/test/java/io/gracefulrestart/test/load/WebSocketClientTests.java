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

package io.gracefulrestart.test.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class WebSocketClientTests {

	private static final byte[] CLOSE_1012 = { (byte) 0x88, 2, 3, (byte) 0xf4 };

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final List<String> replies = new CopyOnWriteArrayList<>();

	@Test
	void messagesAreEchoedOnOneConnection() throws IOException {
		try (ScriptedServer server = new ScriptedServer(this::echo); ClientRun run = run(server)) {
			run.request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.OK);
			assertThat(run.answerers()).containsOnly(new Answerer(2, 7));
			assertThat(server.connections()).isOne();
			run.finish();
			assertThat(run.endings()).isEmpty();
		}
	}

	@Test
	void whenServerClosesThenItGetsTheSameBackAndTheClientComesBack() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			handshake(connection);
			echoOnce(connection);
			if (this.replies.isEmpty()) {
				connection.send(CLOSE_1012);
				this.replies.add(receive(connection));
				connection.close();
			}
			else {
				echo(connection, 2);
			}
		}); ClientRun run = run(server)) {
			run.request();
			Awaitility.await().atMost(PATIENCE).until(() -> run.rest().count("websocket: sessions opened") == 2);
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.OK);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITH_WARNING);
			assertThat(run.count("websocket: closed with 1012")).isOne();
			assertThat(this.replies)
				.containsExactly("8 " + new String(new byte[] { 3, (byte) 0xf4 }, StandardCharsets.ISO_8859_1));
		}
	}

	@Test
	void whenMessageCrossesACloseThenItIsSentAgainAndCounted() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			handshake(connection);
			if (this.replies.isEmpty()) {
				receive(connection);
				connection.send(CLOSE_1012);
				this.replies.add(receive(connection));
				connection.close();
			}
			else {
				echo(connection, 1);
			}
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK);
			assertThat(run.count("websocket: messages that crossed a close")).isOne();
		}
	}

	@Test
	void whenConnectionEndsWithoutACloseFrameThenFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			handshake(connection);
			echoOnce(connection);
			connection.close();
		}); ClientRun run = run(server)) {
			run.request();
			Awaitility.await().atMost(PATIENCE).until(() -> run.rest().outcomes().size() == 2);
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.EOF_BEFORE_RESPONSE);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void whenConnectionIsResetThenFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			handshake(connection);
			receive(connection);
			connection.reset();
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.RESET_BEFORE_RESPONSE);
		}
	}

	@Test
	void whenConnectionIsResetBehindTheCloseFrameThenFailure() throws IOException {
		CountDownLatch answered = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			handshake(connection);
			if (answered.getCount() > 0) {
				receive(connection);
				connection.send(CLOSE_1012);
				receive(connection);
				answered.countDown();
				connection.reset();
			}
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.RESET_BEFORE_RESPONSE);
		}
	}

	@Test
	void whenEchoIsWrongOrCodeSaysThatSomethingIsThenFailure() throws IOException {
		for (byte[] reply : List.of(new byte[] { (byte) 0x81, 1, 'x' },
				new byte[] { (byte) 0x88, 2, 3, (byte) 0xf3 })) {
			try (ScriptedServer server = new ScriptedServer((connection) -> {
				handshake(connection);
				receive(connection);
				connection.send(reply);
				receive(connection);
				connection.close();
			}); ClientRun run = run(server)) {
				run.request();
				assertThat(run.outcomes()).hasSize(1).containsAnyOf(Outcome.WRONG_BODY, Outcome.MALFORMED);
			}
		}
	}

	@Test
	void pingIsAnsweredWithItsPayload() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			handshake(connection);
			connection.send((byte) 0x89, (byte) 1, (byte) 'p');
			String one = receive(connection);
			String other = receive(connection);
			this.replies.addAll(List.of(one, other));
			sendText(connection, (one.startsWith("1 ") ? one : other).substring(2));
			connection.awaitEnd();
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK);
			assertThat(this.replies).contains("10 p");
		}
	}

	@Test
	void whenUpgradeIsRefusedThenFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answer("HTTP/1.1 503 Down", "");
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.MALFORMED);
		}
	}

	@Test
	void frameIsTakenWhenItIsComplete() throws MalformedResponseException {
		byte[] payload = new byte[200];
		ByteBuffer bytes = ByteBuffer.allocate(204).put(new byte[] { (byte) 0x81, 126, 0, (byte) 200 }).put(payload);
		for (int length : new int[] { 0, 1, 3, 4, 203 }) {
			ByteBuffer part = bytes.duplicate().position(0).limit(length);
			assertThat(WebSocketFrame.poll(part)).isNull();
			assertThat(part.position()).isZero();
		}
		assertThat(WebSocketFrame.poll(bytes.flip()).text()).hasSize(200);
		assertThat(bytes.hasRemaining()).isFalse();
	}

	private static ClientRun run(ScriptedServer server) {
		return new ClientRun(LoadPattern.webSocket(Pace.BACK_TO_BACK), server.address());
	}

	private void echo(ScriptedServer.Connection connection) throws IOException {
		handshake(connection);
		echo(connection, Integer.MAX_VALUE);
	}

	private static void echo(ScriptedServer.Connection connection, int times) throws IOException {
		for (int i = 0; i < times; i++) {
			echoOnce(connection);
		}
		connection.awaitEnd();
	}

	private static void echoOnce(ScriptedServer.Connection connection) throws IOException {
		String received = receive(connection);
		if (received.startsWith("8 ")) {
			connection.send((byte) 0x88, (byte) 0).close();
			return;
		}
		sendText(connection, received.substring(2));
	}

	private static void sendText(ScriptedServer.Connection connection, String text) throws IOException {
		connection.send((byte) 0x81, (byte) text.length()).send(text);
	}

	/**
	 * Receive a frame of the client.
	 * @return opcode and payload
	 */
	private static String receive(ScriptedServer.Connection connection) throws IOException {
		byte[] head = connection.read(6);
		assertThat(head[1] & 0x80).as("masked").isNotZero();
		byte[] payload = connection.read(head[1] & 0x7f);
		for (int i = 0; i < payload.length; i++) {
			payload[i] ^= head[2 + i % 4];
		}
		return (head[0] & 0x0f) + " " + new String(payload, StandardCharsets.ISO_8859_1);
	}

	private static void handshake(ScriptedServer.Connection connection) throws IOException {
		connection.readRequest();
		connection.send("HTTP/1.1 101 \r\nX-Pid: 7\r\nX-Generation: 2\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
				+ "Sec-WebSocket-Accept: " + accept(connection.header("Sec-WebSocket-Key")) + "\r\n\r\n");
	}

	private static String accept(String key) {
		try {
			return Base64.getEncoder()
				.encodeToString(MessageDigest.getInstance("SHA-1")
					.digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
