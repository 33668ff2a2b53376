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

package io.gracefulrestart.test.demo;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests the demo with the sample application, in a short form.
 */
@Isolated
@Timeout(180)
class DemoIntegrationTests {

	@TempDir
	private Path directory;

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	@Test
	void whenApplicationIsReplacedThenNoClientCanTell() {
		assertThat(run("--restarts=1")).as(this.out + "\n" + this.err).isZero();
		assertThat(this.out.toString()).contains("No client could tell: 0 of ", "1 of 1 restarts succeeded",
				"restart 1", "longest gap", "cutover", "a plain restart would have closed");
		assertThat(this.out.toString()).as("as many as were open before")
			.containsPattern(", ([1-9][0-9]+) of \\1 kept-alive connections survived where plain restarts"
					+ " would have closed \\1, 0 connections closed without warning");
		assertThat(this.out.toString()).contains("demo, the same session in 2 processes")
			.containsPattern("http_server_requests_seconds_count [0-9,]+ → [0-9,]+ over 2 processes, never fell")
			.contains("io.gracefulrestart.sample is at DEBUG in 2 processes");
		assertThat(this.err.toString()).contains("Restart 1 of 1 begins", "Restart 1 done");
		assertThat(this.directory.resolve("report.html")).isNotEmptyFile();
	}

	@Test
	void whenConnectionsStayAtThePredecessorThenNoneSurvives() {
		assertThat(run("--restarts=1", "--", "--graceful-restart.handoff.connections=false"))
			.as(this.out + "\n" + this.err)
			.isZero();
		assertThat(this.out.toString()).as("they are told to leave")
			.containsPattern("requests failed, 0 of ([1-9][0-9]+) kept-alive connections survived where plain restarts"
					+ " would have closed \\1, 0 connections closed without warning");
	}

	@Test
	void whenStateStaysAtThePredecessorThenStatusOneAndWhatIsLostIsNamed() {
		assertThat(run("--restarts=1", "--", "--graceful-restart.state.enabled=false")).isOne();
		assertThat(this.out.toString())
			.contains("Clients could tell: 0 of ", "1 of 1 restarts succeeded, lost: login, counter, log level")
			.contains("/account answered 302", ", gone at ");
	}

	@Test
	void whenApplicationHasNoActuatorThenItsCountersAndLogLevelsAreNotTried() {
		assertThat(run("--restarts=0", "--", "--management.endpoints.web.exposure.include=none")).isZero();
		assertThat(this.out.toString()).contains("demo, the same session in 1 process")
			.contains("not tried: /actuator/prometheus answered 404",
					"not tried: POST /actuator/loggers/io.gracefulrestart.sample answered 404");
	}

	@Test
	void whenSuccessorCannotTakeOverThenStatusOneAndItsReasonIsShown() {
		assertThat(run("--restarts=1", "--", "--graceful-restart.enabled=false")).isOne();
		assertThat(this.out.toString()).contains("No client could tell, but a restart failed", "SUCCESSOR_ENDED",
				"already in use");
		assertThat(this.out.toString()).as("nothing was at stake").doesNotContain("survived");
	}

	@Test
	void whenApplicationDoesNotStartThenStatusTwo() {
		assertThat(run("--restarts=0", "--", "--server.port=nonsense")).isEqualTo(2);
		assertThat(this.err.toString()).contains("ended with status 1", "server.port");
	}

	private int run(String... arguments) {
		CommandLine commandLine = Demo.commandLine()
			.setOut(new PrintWriter(this.out))
			.setErr(new PrintWriter(this.err, true));
		String[] all = { "--jar=" + System.getProperty("graceful-restart.test.jar"), "--duration=6", "--rate=200",
				"--report=" + this.directory.resolve("report.html") };
		String[] command = new String[all.length + arguments.length];
		System.arraycopy(all, 0, command, 0, all.length);
		System.arraycopy(arguments, 0, command, all.length, arguments.length);
		return commandLine.execute(command);
	}

}
