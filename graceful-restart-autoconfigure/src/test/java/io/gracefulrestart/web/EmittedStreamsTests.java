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

package io.gracefulrestart.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.tomcat.RawClient;
import io.gracefulrestart.tomcat.RawResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What clients, the application and the log see of Spring's streams that are ended.
 */
@ExtendWith(OutputCaptureExtension.class)
class EmittedStreamsTests {

	@RegisterExtension
	static StreamServer server = new StreamServer();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void streamsThatAreEndedWhileTheyAreWrittenEndWithWholeEvents(boolean completing, CapturedOutput output)
			throws IOException {
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			clients.add(server.open("/events?completing=" + completing));
		}
		server.awaitStreams(50);
		for (int told = 0; told < 50; told += 10) {
			assertThat(server.streams().end(10)).isEqualTo(10);
		}
		assertThat(server.streams().end(10)).isZero();
		for (RawClient client : clients) {
			RawResponse response = client.response();
			assertThat(response.header("transfer-encoding")).isEqualTo("chunked");
			StreamServer.assertEvents(response.text());
			client.assertAlive();
			client.close();
		}
		server.awaitStreams(0);
		StreamServer.soon().until(() -> server.workload().census().requests() == 0);
		StreamServer.soon().until(() -> server.handlers().completions.get() == 50);
		assertThat(server.handlers().errors).hasValue(0);
		assertThat(server.handlers().failures).allMatch((failure) -> failure instanceof IOException);
		assertThat(output.getAll()).doesNotContain("WARN").doesNotContain("ERROR").doesNotContain("Exception");
	}

	@Test
	void streamThatIsSilentEndsAtOnce(CapturedOutput output) throws IOException {
		try (RawClient client = server.open("/silent")) {
			server.awaitStreams(1);
			assertThat(server.streams().end(5)).isEqualTo(1);
			assertThat(client.response().text()).matches("data:only\n\nretry:\\d{3}\n\n");
			client.assertAlive();
			StreamServer.soon().until(() -> server.handlers().completions.get() == 1);
			assertThat(server.handlers().errors).hasValue(0);
			assertThat(output.getAll()).doesNotContain("WARN").doesNotContain("ERROR");
		}
	}

	@Test
	void streamOfWhichNothingIsKnownButWhatTheClientAcceptsEnds() throws IOException {
		try (RawClient client = server.open("/never", "Accept: text/event-stream")) {
			server.awaitStreams(1);
			assertThat(server.streams().end(1)).isEqualTo(1);
			RawResponse response = client.response();
			assertThat(response.header("content-type")).startsWith("text/event-stream");
			assertThat(response.text()).matches("retry:\\d{3}\n\n");
			client.assertAlive();
		}
	}

	@Test
	void eventThatNobodyCompletesIsNotWaitedForLong() throws IOException {
		try (RawClient client = server.open("/half")) {
			server.awaitStreams(1);
			StreamServer.soon().until(() -> server.workload().census().requests() == 1);
			assertThat(server.streams().end(1)).isEqualTo(1);
			assertThat(client.response().text()).isEqualTo("data:half of an ev");
			client.assertAlive();
		}
	}

	@Test
	void linesAreWholeLines(CapturedOutput output) throws IOException {
		try (RawClient client = server.open("/lines")) {
			server.awaitStreams(1);
			assertThat(server.streams().end(1)).isEqualTo(1);
			assertThat(client.response().text()).matches("(\\{\"line\":\\d+}\n)*");
			client.assertAlive();
			assertThat(output.getAll()).doesNotContain("WARN").doesNotContain("ERROR");
		}
	}

	@Test
	void streamThatIsOpenedLaterIsEndedLater() throws IOException {
		assertThat(server.streams().end(100)).isZero();
		try (RawClient first = server.open("/silent")) {
			server.awaitStreams(1);
			assertThat(server.streams().end(100)).isEqualTo(1);
			first.response();
			try (RawClient second = server.open("/silent")) {
				server.awaitStreams(1);
				assertThat(server.streams().end(100)).isEqualTo(1);
				second.response();
			}
		}
	}

	@Test
	void oldestIsTheFirst() throws IOException {
		try (RawClient older = server.open("/silent")) {
			server.awaitStreams(1);
			try (RawClient newer = server.open("/silent")) {
				server.awaitStreams(2);
				assertThat(server.streams().end(1)).isEqualTo(1);
				older.response();
				server.awaitStreams(1);
				assertThat(server.streams().end(1)).isEqualTo(1);
				newer.response();
			}
		}
	}

	@Test
	void streamWhoseClientHasLeftIsForgotten() throws IOException {
		server.open("/events").close();
		StreamServer.soon().until(() -> !server.handlers().failures.isEmpty());
		server.awaitStreams(0);
	}

}
