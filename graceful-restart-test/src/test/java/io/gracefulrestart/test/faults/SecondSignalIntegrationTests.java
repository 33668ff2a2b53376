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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Requirements;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 26: a second SIGTERM or SIGINT while the process drains.
 */
// What has to happen within a second needs the machine for itself.
@Isolated
@Timeout(180)
@SuppressWarnings("try")
class SecondSignalIntegrationTests {

	// A second, and patience with a busy machine; the drain would take half a minute.
	private static final Duration AT_ONCE = Duration.ofSeconds(5);

	private static final String SLOW = "GET /slow?ms=120000 HTTP/1.1\r\nHost: test\r\n\r\n";

	@RegisterExtension
	static final Rig rig = new Rig();

	@ParameterizedTest
	@EnumSource(names = { "TERM", "INT" })
	void whenTheSecondOneComesThenTheProcessEndsWithinASecondAndLeavesNothing(ProcessSignal second) throws Exception {
		if (second == ProcessSignal.INT) {
			Requirements.interrupt();
		}
		ApplicationProcess process = rig.serving();
		rig.load().assertFlawless();
		try (HttpConnection slow = rig.send(SLOW)) {
			await().atMost(Rig.LONG).until(() -> rig.view().requestsInFlight() > 1);
			process.signal(ProcessSignal.TERM);
			await().atMost(Rig.LONG)
				.until(() -> process.listeningSockets().isEmpty() && Files.notExists(rig.controlSocket()));
			process.signal(second);
			process.awaitExit(AT_ONCE);
		}
		assertEndedAtOnce(process);
		assertThat(rig.controlSocket()).doesNotExist();
		try (Stream<Path> left = Files.list(rig.directory().resolve("tmp"))) {
			// A JVM that is halted has no time for Tomcat's own directories.
			assertThat(left.filter((path) -> !path.getFileName().toString().startsWith("tomcat."))).isEmpty();
		}
	}

	@Test
	void whenTwoComeAfterACutoverThenThePredecessorEndsAndTheSuccessorServesOn() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		try (HttpConnection slow = rig.send(SLOW)) {
			ApplicationProcess successor = rig.start();
			successor.awaitLine("Generation \\d+ serving", Rig.LONG);
			rig.setServing(successor);
			rig.load().assertFlawless();
			predecessor.awaitLine("serves; draining", Rig.LONG);
			predecessor.signal(ProcessSignal.TERM);
			// Two that the process has not taken yet are one, see signal(7).
			await().atMost(Rig.LONG).until(() -> isShuttingDown(predecessor));
			predecessor.signal(ProcessSignal.TERM);
			predecessor.awaitExit(AT_ONCE);
			assertEndedAtOnce(predecessor);
			successor.awaitLine("Predecessor .* drained: \\d+ requests completed, 1 cut", Rig.LONG);
		}
		rig.startLoad();
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenTwoComeBesideASuccessorThatStartsThenThePredecessorDoesNotWaitForIt() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument());
		successor.awaitReady(Rig.LONG);
		predecessor.signal(ProcessSignal.TERM);
		await().atMost(Rig.LONG).until(() -> predecessor.listeningSockets().isEmpty());
		predecessor.signal(ProcessSignal.TERM);
		predecessor.awaitExit(AT_ONCE);
		assertThat(predecessor.output()).as("not halted")
			.anyMatch((line) -> line.contains("Successor does not inherit all of the state"));
		hold.release();
		rig.awaitServing(successor, generation + 1);
		rig.load().awaitAnswers();
	}

	// By the thread of Spring Boot's shutdown hook, whose name the kernel cuts.
	private static boolean isShuttingDown(ApplicationProcess process) {
		return Holdings.threads(process).containsKey("SpringApplicati");
	}

	private static void assertEndedAtOnce(ApplicationProcess process) throws IOException {
		assertThat(process.output()).anyMatch((line) -> line.contains("ended by a second signal, cutting 1 request")
				&& line.contains("oldest: GET /slow (/slow) from 127.0.0.1"));
	}

}
