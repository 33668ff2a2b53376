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
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests what a client with a kept-alive connection sees when the server ends it.
 */
@Timeout(30)
class ConnectionEndingTests {

	@Test
	void whenNothingHappensThenOneConnectionServesAllRequests() throws IOException {
		try (ScriptedServer server = new ScriptedServer(ConnectionEndingTests::answerForEver);
				ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request().request().request().finish();
			assertThat(run.outcomes()).containsOnly(Outcome.OK).hasSize(3);
			assertThat(run.endings()).isEmpty();
			assertThat(server.connections()).isOne();
			assertThat(run.answerers()).containsOnly(new Answerer(2, 7));
		}
	}

	@Test
	void whenServerAnnouncesCloseThenCountedAndNextRequestGoesOnNewConnection() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami("Connection: close").close();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.OK);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITH_WARNING,
					ConnectionEnding.CLOSED_WITH_WARNING);
			assertThat(server.connections()).isEqualTo(2);
		}
	}

	@Test
	void whenClientAskedForCloseThenNotCounted() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami("Connection: close").close();
		}); ClientRun run = new ClientRun(LoadPattern.newConnection(), server.address())) {
			run.request().request();
			assertThat(run.endings()).isEmpty();
			assertThat(server.connections()).isEqualTo(2);
		}
	}

	@Test
	void whenIdleConnectionWasClosedSilentlyThenNextRequestFailsOnceAndIsNotRetried()
			throws IOException, InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami().close();
			closed.countDown();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request();
			closed.await();
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.EOF_BEFORE_RESPONSE);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
			assertThat(server.requests()).hasSize(1);
			assertThat(run.failures().get(0).answeredBefore()).isOne();
			assertThat(run.request().outcomes()).as("a new connection is made").endsWith(Outcome.OK);
		}
	}

	@Test
	void whenConnectionIsResetUnderSecondRequestThenFailureAndCounted() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami();
			connection.readRequest();
			connection.reset();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.RESET_BEFORE_RESPONSE);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void whenIdleConnectionWasClosedSilentlyAndNobodyUsesItThenCountedAtTheEnd()
			throws IOException, InterruptedException {
		CountDownLatch closed = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami().close();
			closed.countDown();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request();
			closed.await();
			run.finish();
			assertThat(run.outcomes()).containsExactly(Outcome.OK);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void whenConnectionBreaksInSecondAnswerThenItsProcessIsKnown() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami();
			connection.readRequest();
			connection.send("HTTP/1.1 200 OK\r\nX-Pid: 9\r\nX-Generation: 3\r\nContent-Length: 10\r\n\r\nhalf").close();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request().request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.EARLY_END);
			assertThat(run.answerers()).containsExactly(new Answerer(2, 7), new Answerer(3, 9));
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITHOUT_WARNING);
		}
	}

	@Test
	void whenRequestIsAnsweredTwiceThenThatIsAFailure() throws IOException, InterruptedException {
		CountDownLatch answered = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			try {
				connection.readRequest();
				connection.answerWhoami();
				connection.answerWhoami();
				if (connection.readRequest()) {
					connection.answerWhoami();
				}
			}
			finally {
				// Also if the client has seen it at once, and is gone.
				answered.countDown();
			}
			answerForEver(connection);
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request();
			// From now on each answer is the one before.
			run.request();
			// The client looks for what is there, and waits for next to nothing.
			answered.await();
			run.finish();
			assertThat(run.outcomes()).contains(Outcome.MALFORMED);
		}
	}

	@Test
	void whenMoreThanTheAnswerComesOnAConnectionThatIsClosedThenThatIsAFailure() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			// At once, so that both have come when the client looks.
			String answer = "HTTP/1.1 200 OK\r\nX-Pid: 9\r\nX-Generation: 3\r\nContent-Length: 0\r\n\r\n";
			connection.send(answer + answer).close();
		}); ClientRun run = new ClientRun(LoadPattern.newConnection(), server.address())) {
			run.request();
			assertThat(run.outcomes()).contains(Outcome.MALFORMED);
		}
	}

	private static void answerForEver(ScriptedServer.Connection connection) throws IOException {
		while (connection.readRequest()) {
			connection.answerWhoami();
		}
	}

}
