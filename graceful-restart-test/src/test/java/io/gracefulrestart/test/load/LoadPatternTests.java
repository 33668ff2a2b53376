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
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the patterns that are more than one {@code GET} after the other.
 */
@Timeout(30)
class LoadPatternTests {

	private static final Duration PAUSE = Duration.ofMillis(30);

	@Test
	void pipelinedAnswersInOrderAreOk() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			for (int i = 0; connection.readRequest(); i++) {
				download(connection, 200 + i % 3);
			}
		}); ClientRun run = new ClientRun(LoadPattern.pipelined(3, Pace.BACK_TO_BACK), server.address())) {
			assertThat(run.request().request().outcomes()).containsOnly(Outcome.OK).hasSize(6);
			assertThat(server.connections()).isOne();
		}
	}

	@Test
	void pipelinedAnswersInAnotherOrderAreWrong() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			download(download(download(connection, 200), 202), 201);
		}); ClientRun run = new ClientRun(LoadPattern.pipelined(3, Pace.BACK_TO_BACK), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.OK, Outcome.WRONG_BODY, Outcome.WRONG_BODY);
		}
	}

	@Test
	void pipelinedRequestsBehindTheLastAnswerAreFailures() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			IntStream.range(0, 3).forEach((i) -> read(connection));
			download(connection, 200).close();
		}); ClientRun run = new ClientRun(LoadPattern.pipelined(3, Pace.BACK_TO_BACK), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.OK, Outcome.EOF_BEFORE_RESPONSE,
					Outcome.EOF_BEFORE_RESPONSE);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void slowDownloadWithEveryByteRightIsOk() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			download(connection, 100_000);
		}); ClientRun run = new ClientRun(LoadPattern.slowDownload(100_000, PAUSE), server.address())) {
			long start = System.nanoTime();
			assertThat(run.request().outcomes()).containsExactly(Outcome.OK);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(PAUSE);
		}
	}

	@Test
	void slowDownloadWithOneByteWrongIsWrong() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			String body = pattern(100_000);
			connection.answer("HTTP/1.1 200 OK", body.substring(0, 77_777) + "?" + body.substring(77_778));
		}); ClientRun run = new ClientRun(LoadPattern.slowDownload(100_000, PAUSE), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.WRONG_BODY);
			assertThat(run.failures().get(0).detail())
				.isEqualTo("Byte 77777 of 100000 is 63 instead of " + (77_777 % 251));
		}
	}

	@Test
	void slowDownloadThatIsCompleteButTooShortIsWrong() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			download(connection, 99_999);
		}); ClientRun run = new ClientRun(LoadPattern.slowDownload(100_000, PAUSE), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.WRONG_BODY);
		}
	}

	@Test
	void slowUploadWithWrongDigestIsWrong() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answer("HTTP/1.1 200 OK", "{\"bytes\":10,\"sha256\":\"00\"}");
		}); ClientRun run = new ClientRun(LoadPattern.slowUpload(10, PAUSE), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.WRONG_BODY);
		}
	}

	@Test
	void slowUploadThatIsAnsweredBeforeItIsCompleteHasThatAnswer() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answer("HTTP/1.1 503 Service Unavailable\r\nConnection: close", "");
		}); ClientRun run = new ClientRun(LoadPattern.slowUpload(1_000_000, PAUSE), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.SERVER_ERROR);
		}
	}

	@Test
	void slowUploadIntoConnectionThatIsResetIsReset() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.reset();
		}); ClientRun run = new ClientRun(LoadPattern.slowUpload(1_000_000, PAUSE), server.address())) {
			assertThat(run.request().outcomes()).containsExactly(Outcome.RESET_BEFORE_RESPONSE);
		}
	}

	@Test
	void halfSentRequestsArriveWhole() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (connection.readRequest()) {
				connection.answerWhoami();
			}
		}); ClientRun run = new ClientRun(LoadPattern.halfSent(PAUSE), server.address())) {
			assertThat(run.request().request().request().outcomes()).containsOnly(Outcome.OK).hasSize(3);
			assertThat(server.requests()).containsOnly("GET /whoami HTTP/1.1").hasSize(3);
		}
	}

	private static void read(ScriptedServer.Connection connection) {
		try {
			connection.readRequest();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static ScriptedServer.Connection download(ScriptedServer.Connection connection, int bytes)
			throws IOException {
		return connection.answer("HTTP/1.1 200 OK", pattern(bytes));
	}

	private static String pattern(int bytes) {
		return IntStream.range(0, bytes)
			.mapToObj((i) -> String.valueOf((char) (i % 251)))
			.collect(Collectors.joining());
	}

}
