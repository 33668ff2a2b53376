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
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a client sees which of its connections outlive the process that they began
 * with.
 */
@Timeout(30)
class ConnectionSurvivalTests {

	private static final Answerer OLD = new Answerer(1, 5);

	private static final Answerer NEW = new Answerer(2, 7);

	@Test
	void whenNextProcessAnswersOnTheSameConnectionThenItSurvived() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			answer(connection, OLD);
			answer(connection, OLD);
			answer(connection, NEW);
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			run.request().request();
			Duration restart = run.now();
			assertThat(run.survival(restart)).isEqualTo(new Survival(1, 0, 1));
			run.request();
			assertThat(run.outcomes()).containsOnly(Outcome.OK);
			assertThat(server.connections()).isOne();
			assertThat(run.survival(restart)).isEqualTo(new Survival(1, 1, 1));
			assertThat(run.survival(run.now())).as("of a restart after it").isEqualTo(new Survival(1, 0, 1));
		}
	}

	@Test
	void whenAnotherProcessHasTheSameGenerationThenItSurvivedAsWell() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			answer(connection, OLD);
			answer(connection, new Answerer(OLD.generation(), 6));
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			Duration restart = run.request().now();
			assertThat(run.request().survival(restart)).isEqualTo(new Survival(1, 1, 1));
		}
	}

	@Test
	void whenServerAnnouncesCloseThenTheNextConnectionIsAnotherOne() throws IOException {
		AtomicInteger connections = new AtomicInteger();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			if (connections.incrementAndGet() > 1) {
				answer(connection, NEW);
				return;
			}
			answer(connection, OLD);
			connection.readRequest();
			connection.answerWhoami(OLD, "Connection: close").close();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			Duration restart = run.request().now();
			run.request().request();
			assertThat(run.answerers()).containsExactly(OLD, OLD, NEW);
			assertThat(run.endings()).containsExactly(ConnectionEnding.CLOSED_WITH_WARNING);
			assertThat(run.survival(restart)).isEqualTo(new Survival(1, 0, 1));
			assertThat(run.survival(run.now())).as("the new one").isEqualTo(new Survival(1, 0, 1));
		}
	}

	@Test
	void whenConnectionBreaksUnderTheSuccessorThenNotSurvived() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			answer(connection, OLD);
			connection.readRequest();
			connection.send("HTTP/1.1 200 OK\r\nX-Pid: 7\r\nX-Generation: 2\r\nContent-Length: 10\r\n\r\nhalf").close();
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			Duration restart = run.request().now();
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK, Outcome.EARLY_END);
			assertThat(run.survival(restart)).isEqualTo(new Survival(1, 0, 1));
			assertThat(run.survival(run.now())).as("it is closed").isEqualTo(new Survival(0, 0, 0));
		}
	}

	@Test
	void whenServerDoesNotSayWhoItIsThenThatIsNoOtherProcess() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			answer(connection, OLD);
			connection.readRequest();
			connection.answer("HTTP/1.1 404 Not Found", "");
			answer(connection, OLD);
		}); ClientRun run = new ClientRun(LoadPattern.keepAlive(), server.address())) {
			Duration restart = run.request().now();
			run.request().request();
			assertThat(run.answerers()).containsExactly(OLD, Answerer.UNKNOWN, OLD);
			assertThat(run.survival(restart)).isEqualTo(new Survival(1, 0, 1));
		}
	}

	@Test
	void whenClientAsksForCloseThenItsConnectionsAreNotCounted() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.answerWhoami(OLD, "Connection: close").close();
		}); ClientRun run = new ClientRun(LoadPattern.newConnection(), server.address())) {
			Duration restart = run.request().now();
			assertThat(run.request().survival(restart)).isEqualTo(new Survival(0, 0, 0));
		}
	}

	private static void answer(ScriptedServer.Connection connection, Answerer as) throws IOException {
		connection.readRequest();
		connection.answerWhoami(as);
	}

}
