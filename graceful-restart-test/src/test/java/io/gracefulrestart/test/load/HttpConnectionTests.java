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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Tests for {@link HttpConnection}.
 */
@Timeout(30)
class HttpConnectionTests {

	private static final Duration LONG = Duration.ofSeconds(10);

	@Test
	void requestSentInTwoPartsIsAnswered() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (connection.readRequest()) {
				connection.answerWhoami("X-Other: a:b");
			}
		}); HttpConnection connection = open(server)) {
			connection.send("GET /who");
			connection.send("ami HTTP/1.1\r\nHost: test\r\n\r\n");
			HttpReply reply = connection.receive(LONG);
			assertThat(reply.status()).isEqualTo(200);
			assertThat(reply.answerer()).isEqualTo(new Answerer(2, 7));
			assertThat(reply.header("x-other")).hasValue("a:b");
			assertThat(reply.text()).contains("\"remotePort\":" + connection.localPort());
			assertThat(reply.announcesClose()).isFalse();
			assertThat(connection.get("/whoami", LONG).status()).isEqualTo(200);
			assertThat(server.connections()).isOne();
		}
	}

	@Test
	void failureSaysWhatTheClientSaw() throws IOException {
		try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::readRequest);
				HttpConnection connection = open(server)) {
			connection.send("GET / HTTP/1.1\r\n\r\n");
			assertThatExceptionOfType(RequestFailedException.class)
				.isThrownBy(() -> connection.receive(Duration.ofMillis(50)))
				.satisfies((ex) -> assertThat(ex.getOutcome()).isEqualTo(Outcome.TIMEOUT));
		}
	}

	@Test
	void pathWithNobodyBehindItRefuses(@TempDir Path directory) throws IOException {
		Path socket = directory.resolve("app.sock");
		assertThat(outcome(socket)).as("nothing there").isEqualTo(Outcome.REFUSED);
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(socket));
			try (HttpConnection connection = HttpConnection.open(socket, LONG);
					SocketChannel accepted = server.accept()) {
				assertThat(connection.localPort()).isZero();
				accepted.write(ByteBuffer.wrap("HTTP/1.1 204 \r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
				assertThat(connection.receive(LONG).status()).isEqualTo(204);
			}
		}
		assertThat(outcome(socket)).as("left by a dead process").isEqualTo(Outcome.REFUSED);
	}

	private static Outcome outcome(Path socket) {
		return catchThrowableOfType(RequestFailedException.class, () -> HttpConnection.open(socket, LONG)).getOutcome();
	}

	private static HttpConnection open(ScriptedServer server) throws IOException {
		return HttpConnection.open(server.address().getHostString(), server.address().getPort(), LONG);
	}

}
