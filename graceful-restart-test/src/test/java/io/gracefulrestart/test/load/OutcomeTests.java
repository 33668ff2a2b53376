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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a client of the load sees each thing that a server can do to one request as
 * exactly what it is.
 */
@Timeout(30)
class OutcomeTests {

	private static final LoadPattern WHOAMI = LoadPattern.newConnection();

	private static final LoadPattern ANY = LoadPattern.newConnection("/any", Pace.BACK_TO_BACK);

	private static final Duration SHORT = Duration.ofMillis(300);

	@Test
	void whenAnswerIsCompleteAndRightThenOk() throws IOException {
		expect(Outcome.OK, WHOAMI, (connection) -> connection.answerWhoami().close());
	}

	@Test
	void whenNobodyListensThenRefused() throws IOException {
		InetSocketAddress nobody;
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			nobody = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
		}
		try (ClientRun run = new ClientRun(WHOAMI, nobody)) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.REFUSED);
			assertThat(run.failures().get(0).detail()).contains("ConnectException");
		}
	}

	@Test
	void whenAcceptQueueIsFullThenConnectTimeout() throws IOException {
		List<SocketChannel> fillers = new ArrayList<>();
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			InetSocketAddress full = new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
			// A queue of one holds two (the kernel compares with "greater than").
			for (int i = 0; i < 2; i++) {
				fillers.add(SocketChannel.open(full));
			}
			try (ClientRun run = new ClientRun(WHOAMI, full, SHORT)) {
				assertThat(run.request().outcomes()).containsExactly(Outcome.CONNECT_TIMEOUT);
			}
		}
		finally {
			for (SocketChannel filler : fillers) {
				filler.close();
			}
		}
	}

	@Test
	void whenConnectionIsResetBeforeResponseThenSo() throws IOException {
		expect(Outcome.RESET_BEFORE_RESPONSE, WHOAMI, ScriptedServer.Connection::reset);
	}

	@Test
	void whenConnectionIsClosedBeforeResponseThenSo() throws IOException {
		expect(Outcome.EOF_BEFORE_RESPONSE, WHOAMI, ScriptedServer.Connection::close);
	}

	@Test
	void whenConnectionIsResetInBodyThenSo() throws IOException {
		expect(Outcome.RESET_IN_RESPONSE, ANY,
				(connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").reset());
	}

	@Test
	void whenConnectionIsResetInHeadThenSo() throws IOException {
		expect(Outcome.RESET_IN_RESPONSE, ANY, (connection) -> connection.send("HTTP/1.1 20").reset());
	}

	@Test
	void whenConnectionIsClosedInBodyThenEarlyEnd() throws IOException {
		expect(Outcome.EARLY_END, ANY,
				(connection) -> connection.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").close());
	}

	@Test
	void whenConnectionIsClosedInHeadThenEarlyEnd() throws IOException {
		expect(Outcome.EARLY_END, ANY, (connection) -> connection.send("H").close());
	}

	@Test
	void whenConnectionIsClosedBeforeLastChunkThenEarlyEnd() throws IOException {
		expect(Outcome.EARLY_END, ANY,
				(connection) -> connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n")
					.close());
	}

	@Test
	void whenStatusIs503ThenServerError() throws IOException {
		expect(Outcome.SERVER_ERROR, ANY, (connection) -> connection.answer("HTTP/1.1 503 ", "no"));
	}

	@Test
	void whenStatusIs404ThenUnexpectedStatus() throws IOException {
		expect(Outcome.UNEXPECTED_STATUS, ANY, (connection) -> connection.answer("HTTP/1.1 404 Not Found", "no"));
	}

	@Test
	void whenWhoamiNamesAnotherProcessThanTheHeaderThenWrongBody() throws IOException {
		expect(Outcome.WRONG_BODY, WHOAMI, (connection) -> connection.answer("HTTP/1.1 200 OK\r\nX-Pid: 8",
				"{\"pid\":7,\"remotePort\":" + connection.remotePort() + "}"));
	}

	@Test
	void whenWhoamiNamesAnotherClientThenWrongBody() throws IOException {
		expect(Outcome.WRONG_BODY, WHOAMI, (connection) -> connection.answer("HTTP/1.1 200 OK\r\nX-Pid: 7",
				"{\"pid\":7,\"remotePort\":" + (connection.remotePort() + 1) + "}"));
	}

	@Test
	void whenWhoamiIsEmptyThenWrongBody() throws IOException {
		expect(Outcome.WRONG_BODY, WHOAMI, (connection) -> connection.answer("HTTP/1.1 200 OK\r\nX-Pid: 7", ""));
	}

	@Test
	void whenAnswerIsNoHttpThenMalformed() throws IOException {
		expect(Outcome.MALFORMED, ANY, (connection) -> connection.send("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
	}

	@Test
	void whenServerHangsThenTimeout() throws IOException {
		try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::readRequest);
				ClientRun run = new ClientRun(WHOAMI, server.address(), SHORT)) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.TIMEOUT);
			assertThat(run.failures().get(0).after()).isBetween(SHORT, SHORT.multipliedBy(10));
		}
	}

	@Test
	void whenServerHangsInResponseThenTimeoutAlthoughBytesTrickle() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
			while (true) {
				connection.send("x");
				Pause.until(System.nanoTime() + 1_000_000);
			}
		}); ClientRun run = new ClientRun(ANY, server.address(), SHORT)) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.TIMEOUT);
		}
	}

	@Test
	void whenAnswerComesInSingleBytesThenOk() throws IOException {
		expect(Outcome.OK, ANY, (connection) -> {
			for (char each : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;x=y\r\na\r\n0\r\nTrailer: t\r\n\r\n"
				.toCharArray()) {
				connection.send(String.valueOf(each));
			}
		});
	}

	@Test
	void whenInterimResponseComesFirstThenItIsPassedOver() throws IOException {
		expect(Outcome.OK, WHOAMI, (connection) -> connection.send("HTTP/1.1 100 Continue\r\n\r\n").answerWhoami());
	}

	@Test
	void whenBodyEndsWithConnectionThenOk() throws IOException {
		expect(Outcome.OK, ANY, (connection) -> connection.send("HTTP/1.0 200 OK\r\n\r\nall of it").close());
	}

	@Test
	void failureIsDescribedSoThatItCanBeFound() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answer("HTTP/1.1 503 Service Unavailable", "paused");
		}); ClientRun run = new ClientRun(WHOAMI, server.address())) {
			FailureExample example = run.request().failures().get(0);
			assertThat(example.outcome()).isEqualTo(Outcome.SERVER_ERROR);
			assertThat(example.localPort()).isPositive();
			assertThat(example.connection()).isPositive();
			assertThat(example.toString()).contains("SERVER_ERROR", "new connection", "GET /whoami",
					"503 Service Unavailable", "paused");
		}
	}

	private static void expect(Outcome expected, LoadPattern pattern, ScriptedServer.Script afterRequest)
			throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			afterRequest.play(connection);
		}); ClientRun run = new ClientRun(pattern, server.address())) {
			assertThat(run.request().outcomes()).containsExactly(expected);
			assertThat(run.endings()).as("a connection that was not kept").isEmpty();
			assertThat(server.requests()).as("requests sent").hasSize(1);
			assertThat(run.failures()).hasSize((expected != Outcome.OK) ? 1 : 0);
		}
	}

}
