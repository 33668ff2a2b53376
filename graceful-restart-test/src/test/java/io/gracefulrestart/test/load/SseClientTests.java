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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SseClientTests {

	private static final String HEAD = String.join("\r\n", "HTTP/1.1 200 OK", "X-Pid: 7", "X-Generation: 2",
			"Content-Type: text/event-stream", "Transfer-Encoding: chunked", "", "");

	private static final String LAST_CHUNK = "0\r\n\r\n";

	@Test
	void whenStreamHasItsLastChunkThenProperEndAndRetryHintIsSeen() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send(HEAD + event(1) + event(2) + chunk("retry:1\n\n") + LAST_CHUNK);
			connection.awaitEnd();
		}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address())) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.OK);
			assertThat(run.answerers()).containsExactly(new Answerer(2, 7));
			assertThat(run.count("sse: events")).isEqualTo(2);
			assertThat(run.count("sse: streams ended properly")).isOne();
			assertThat(run.count("sse: streams ended with a retry hint")).isOne();
		}
	}

	@Test
	void clientComesBackOnANewConnectionWithItsLastId() throws IOException {
		List<String> ids = new CopyOnWriteArrayList<>();
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			ids.add(connection.header("Last-Event-ID"));
			connection.send(HEAD + event(1) + chunk("retry: 1\n\n") + LAST_CHUNK);
			connection.awaitEnd();
		}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address())) {
			run.request().request();
			assertThat(server.connections()).isEqualTo(2);
			assertThat(ids).containsExactly("", "1");
			assertThat(run.count("sse: streams opened")).isEqualTo(2);
		}
	}

	@Test
	void whenConnectionEndsWithoutLastChunkThenEarlyEnd() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send(HEAD + event(1)).close();
		}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address())) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.EARLY_END);
			assertThat(run.count("sse: streams ended properly")).isZero();
		}
	}

	@Test
	void whenConnectionIsResetThenThatIsSeen() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send(HEAD + event(1)).reset();
		}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address())) {
			run.request();
			assertThat(run.outcomes()).hasSize(1)
				.containsAnyOf(Outcome.RESET_IN_RESPONSE, Outcome.RESET_BEFORE_RESPONSE);
		}
	}

	@Test
	void whenAnEventIsMissingOrBrokenOffThenTheBodyIsWrong() throws IOException {
		for (String events : List.of(event(1) + event(3), event(1) + chunk("id:2\ndata:2\n"))) {
			try (ScriptedServer server = new ScriptedServer((connection) -> {
				connection.readRequest();
				connection.send(HEAD + events + LAST_CHUNK);
				connection.awaitEnd();
			}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address())) {
				run.request();
				assertThat(run.outcomes()).containsExactly(Outcome.WRONG_BODY);
			}
		}
	}

	@Test
	void whenAnEventDoesNotComeInTimeThenTimeout() throws IOException {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send(HEAD + event(1));
			connection.awaitEnd();
		}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address(), Duration.ofMillis(200))) {
			run.request();
			assertThat(run.outcomes()).containsExactly(Outcome.TIMEOUT);
		}
	}

	@Test
	void whenClientIsStoppedThenItsOpenStreamIsNoFailure() throws IOException, InterruptedException {
		CountDownLatch opened = new CountDownLatch(1);
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.send(HEAD + event(1));
			opened.countDown();
			connection.awaitEnd();
		}); ClientRun run = new ClientRun(LoadPattern.sse(), server.address())) {
			Thread thread = new Thread(run::request);
			thread.start();
			opened.await();
			run.stop();
			thread.join();
			assertThat(run.outcomes()).isEmpty();
			assertThat(run.endings()).isEmpty();
		}
	}

	@Test
	void fieldsAreParsedInAnyForm() {
		EventStream stream = new EventStream();
		stream.begin();
		for (String part : List.of(": comment\n\nid: 1\r\nda", "ta: 1\r\n\r",
				"\nevent:x\nid:2\ndata:2\n\nretry: 1500\n\n")) {
			byte[] bytes = part.getBytes(StandardCharsets.US_ASCII);
			stream.accept(bytes, 0, bytes.length);
		}
		assertThat(stream.complaint()).isNull();
		assertThat(stream.events()).isEqualTo(2);
		assertThat(stream.lastId()).isEqualTo("2");
		assertThat(stream.retry()).isEqualTo(Duration.ofMillis(1500));
	}

	private static String event(int number) {
		return chunk("id:" + number + "\ndata:" + number + "\n\n");
	}

	private static String chunk(String text) {
		return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
	}

}
