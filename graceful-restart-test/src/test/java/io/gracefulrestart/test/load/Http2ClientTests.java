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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class Http2ClientTests {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private static final byte[] OK = { (byte) 0x88 };

	private static final int OPEN_END = Integer.MAX_VALUE;

	@Test
	void requestsAreAnsweredOnStreamsOfOneConnection() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			begin(connection);
			for (int id = 1; id <= 5; id += 4) {
				readFrames(connection, 2);
				// Out of order, as streams may be.
				answer(connection, id + 2);
				answer(connection, id);
			}
			connection.awaitEnd();
		}); ClientRun run = run(server)) {
			run.request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.OK, Outcome.OK, Outcome.OK);
			assertThat(run.answerers()).containsOnly(new Answerer(2, 7));
			assertThat(server.connections()).isOne();
			assertThat(run.finish().endings()).isEmpty();
		}
	}

	@Test
	void whenServerLeavesBetweenTwoRequestsThenNextOneGoesToANewConnection() throws IOException {
		AtomicInteger number = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			begin(connection);
			readFrames(connection, 2);
			answer(connection, 1);
			answer(connection, 3);
			if (number.getAndIncrement() == 0) {
				goAway(connection, OPEN_END, 0);
			}
			connection.awaitEnd();
		}); ClientRun run = run(server)) {
			run.request();
			Awaitility.await().atMost(PATIENCE).until(() -> run.rest().count("http/2: GOAWAY") == 1);
			run.request();
			assertThat(run.outcomes()).hasSize(4).containsOnly(Outcome.OK);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITH_WARNING);
			assertThat(run.count("http/2: connections opened")).isEqualTo(2);
		}
	}

	@Test
	void whenServerHasNotBegunAStreamThenItIsSentAgainAndCounted() throws IOException {
		AtomicInteger number = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			begin(connection);
			if (number.getAndIncrement() == 0) {
				readFrames(connection, 2);
				goAway(connection, OPEN_END, 0);
				goAway(connection, 1, 0);
				answer(connection, 1);
			}
			else {
				readFrames(connection, 1);
				answer(connection, 1);
			}
			connection.awaitEnd();
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.OK);
			assertThat(run.count("http/2: streams sent again after GOAWAY")).isOne();
			assertThat(run.count("http/2: GOAWAY in two steps")).isOne();
		}
	}

	@Test
	void whenStreamIsLostThatTheServerHasBegunThenFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			begin(connection);
			readFrames(connection, 2);
			goAway(connection, 3, 0);
			answer(connection, 1);
			connection.close();
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.EOF_BEFORE_RESPONSE);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void whenStreamIsResetThenFailureAndTheOtherOneGoesOn() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			begin(connection);
			readFrames(connection, 2);
			send(connection, Http2Frame.RST_STREAM, 0, 1, 0, 0, 0, 8);
			answer(connection, 3);
			connection.awaitEnd();
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.RESET_BEFORE_RESPONSE, Outcome.OK);
		}
	}

	@Test
	void whenServerLeavesWithAnErrorOrWithoutAWordThenThatIsCounted() throws IOException {
		for (int error : new int[] { 11, -1 }) {
			try (ScriptedServer server = new ScriptedServer((connection) -> {
				begin(connection);
				readFrames(connection, 2);
				answer(connection, 1);
				answer(connection, 3);
				if (error > 0) {
					goAway(connection, 3, error);
				}
				connection.close();
			}); ClientRun run = run(server)) {
				run.request();
				Awaitility.await().atMost(PATIENCE).until(() -> !run.rest().endings().isEmpty());
				assertThat(run.outcomes()).containsOnly(Outcome.OK);
				assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
			}
		}
	}

	@Test
	void whenStatusIsAnErrorThenFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			begin(connection);
			readFrames(connection, 2);
			// 503 in Huffman's code: 011011 00000 011001, filled up with ones.
			int[] busy = { 0x08, 0x83, 0b01101100, 0b00001100, 0b11111111 };
			send(connection, Http2Frame.HEADERS, Http2Frame.END_HEADERS | Http2Frame.END_STREAM, 1, busy);
			send(connection, Http2Frame.HEADERS, Http2Frame.END_HEADERS | Http2Frame.END_STREAM, 3, 0x8d);
			connection.awaitEnd();
		}); ClientRun run = run(server)) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.SERVER_ERROR, Outcome.UNEXPECTED_STATUS);
		}
	}

	@Test
	void statusIsReadInEachForm() throws MalformedResponseException {
		assertThat(Hpack.status(new byte[] { (byte) 0x88 })).isEqualTo(200);
		assertThat(Hpack.status(new byte[] { 0x3f, 1, 0x20, (byte) 0x8c })).isEqualTo(400);
		assertThat(Hpack.status(new byte[] { 0x08, 3, '4', '2', '9' })).isEqualTo(429);
		assertThat(Hpack.status(new byte[] { 0x48, 3, '1', '0', '0' })).isEqualTo(100);
		assertThatExceptionOfType(MalformedResponseException.class)
			.isThrownBy(() -> Hpack.status(new byte[] { (byte) 0xbe }));
		assertThatExceptionOfType(MalformedResponseException.class).isThrownBy(() -> Hpack.status(new byte[] { 0x08 }));
	}

	private static ClientRun run(ScriptedServer server) {
		return new ClientRun(LoadPattern.http2(Pace.BACK_TO_BACK), server.address());
	}

	private static void begin(ScriptedServer.Connection connection) throws IOException {
		assertThat(new String(connection.read(24), StandardCharsets.US_ASCII)).startsWith("PRI * HTTP/2.0");
		send(connection, Http2Frame.SETTINGS, 0, 0);
		send(connection, Http2Frame.PING, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8);
		// Its own; what acknowledges ours comes when it reads.
		readFrame(connection);
	}

	private static void readFrames(ScriptedServer.Connection connection, int headers) throws IOException {
		for (int left = headers; left > 0;) {
			left -= (readFrame(connection) == Http2Frame.HEADERS) ? 1 : 0;
		}
	}

	private static int readFrame(ScriptedServer.Connection connection) throws IOException {
		byte[] head = connection.read(9);
		connection.read(ByteBuffer.wrap(head).getInt() >>> 8);
		return head[3];
	}

	private static void answer(ScriptedServer.Connection connection, int id) throws IOException {
		connection.send(new Http2Frame(Http2Frame.HEADERS, 0, id).encode().array());
		connection.send(new Http2Frame(Http2Frame.CONTINUATION, Http2Frame.END_HEADERS, id, OK).encode().array());
		String body = "{\"pid\":7,\"generation\":2,\"remoteAddress\":\"127.0.0.1\",\"remotePort\":"
				+ connection.remotePort() + "}";
		connection
			.send(new Http2Frame(Http2Frame.DATA, Http2Frame.END_STREAM, id, body.getBytes(StandardCharsets.US_ASCII))
				.encode()
				.array());
	}

	private static void goAway(ScriptedServer.Connection connection, int last, int error) throws IOException {
		byte[] payload = ByteBuffer.allocate(8).putInt(last).putInt(error).array();
		connection.send(new Http2Frame(Http2Frame.GOAWAY, 0, 0, payload).encode().array());
	}

	private static void send(ScriptedServer.Connection connection, int type, int flags, int stream, int... payload)
			throws IOException {
		byte[] bytes = new byte[payload.length];
		for (int i = 0; i < bytes.length; i++) {
			bytes[i] = (byte) payload[i];
		}
		connection.send(new Http2Frame(type, flags, stream, bytes).encode().array());
	}

}
