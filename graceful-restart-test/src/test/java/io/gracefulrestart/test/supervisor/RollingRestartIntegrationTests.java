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

package io.gracefulrestart.test.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script {@code rolling-restart}: starts the next version beside the running one, and
 * ends that when the next one answers.
 */
class RollingRestartIntegrationTests {

	private static final Path SCRIPT = Path.of("../sample-app/bin/rolling-restart").toAbsolutePath().normalize();

	private static final int REQUESTS = 100;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private final List<Long> started = new ArrayList<>();

	@AfterEach
	void endProcesses() {
		this.started.stream().flatMap((pid) -> ProcessHandle.of(pid).stream()).forEach(ProcessHandle::destroyForcibly);
	}

	@Test
	void replacesTheRunningProcessAndNoClientCanTell() throws Exception {
		Verdict cold = restart(List.of());
		assertThat(cold.status()).as(cold.output()).isZero();
		assertThat(cold.output()).contains("nobody listens on port " + this.run.port(), "DONE");
		LoadPlan plan = LoadPlan.against(Clients.HOST, this.run.port())
			.clients(4, LoadPattern.newConnection("/whoami", Pace.perSecond(50)))
			.clients(4, LoadPattern.keepAlive("/whoami", Pace.perSecond(20)))
			.timeout(SampleRun.PATIENCE);
		try (Load load = plan.start()) {
			for (int i = 0; i < 2; i++) {
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
				long before = Clients.whoServes(this.run.port()).pid();
				Verdict verdict = restart(List.of());
				assertThat(verdict.status()).as(verdict.output()).isZero();
				assertThat(verdict.output()).contains("old process: " + before, "answers GET /actuator/health",
						"old process " + before + " was told to end", "DONE");
				assertThat(Clients.whoServes(this.run.port()).pid()).isNotEqualTo(before).isEqualTo(pid());
			}
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
		}
	}

	@Test
	void whenTheNewOneEndsThenTheOldOneServesOn() throws Exception {
		assertThat(restart(List.of()).status()).isZero();
		long serving = pid();
		Verdict verdict = restart(List.of(), "--sample.exit-before-ready=3");
		assertThat(verdict.status()).as(verdict.output()).isEqualTo(1);
		assertThat(verdict.output()).contains("FAILED: new process ended with status 3",
				"old process " + serving + " serves on");
		assertServesOn(serving);
	}

	@Test
	void whenTheNewOneDoesNotGetReadyThenItIsEndedAndTheOldOneServesOn() throws Exception {
		assertThat(restart(List.of()).status()).isZero();
		long serving = pid();
		Path hold = Files.createFile(this.run.directory().resolve("hold"));
		Verdict verdict = restart(List.of("--timeout", "8"), "--sample.start-held-by=" + hold);
		assertThat(verdict.status()).as(verdict.output()).isEqualTo(1);
		assertThat(verdict.output()).contains("FAILED: new process is not ready after 8 s (starting)");
		assertServesOn(serving);
		assertThat(ProcessHandle.of(verdict.newProcess()).map(ProcessHandle::isAlive).orElse(false)).isFalse();
	}

	@Test
	void answersOfTheOldOneDoNotCount() throws Exception {
		assertThat(restart(List.of()).status()).isZero();
		long serving = pid();
		Verdict verdict = restart(List.of("--timeout", "15", "--health", "/actuator/handoff"),
				"--management.endpoints.web.exposure.include=health");
		assertThat(verdict.status()).as(verdict.output()).isEqualTo(1);
		assertThat(verdict.output()).contains("FAILED: new process is not ready after 15 s (listening)");
		assertServesOn(serving);
	}

	@Test
	void wrongUsageIsExplained() throws Exception {
		assertThat(run("--port", "x", "--", "true").output()).contains("--port wants a number, not 'x'");
		assertThat(run("--port", "1").output()).contains("no command after --");
		assertThat(run("--wat").output()).contains("unknown option '--wat'");
		assertThat(run("--port", "1", "--health", "x", "--", "true").output())
			.contains("--health wants a path that begins with /");
		assertThat(run("--wat").status()).isEqualTo(2);
		assertThat(run("--help").status()).isZero();
	}

	private void assertServesOn(long pid) throws Exception {
		assertThat(pid()).isEqualTo(pid);
		for (int i = 0; i < 10; i++) {
			assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(pid);
		}
	}

	private long pid() throws IOException {
		return Long.parseLong(Files.readString(pidFile()).trim());
	}

	private Path pidFile() {
		return this.run.directory().resolve("app.pid");
	}

	private Verdict restart(List<String> options, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(
				List.of("--port", String.valueOf(this.run.port()), "--pid-file", pidFile().toString(), "--log",
						this.run.directory().resolve("app.log").toString(), "--health", "/actuator/health"));
		command.addAll(options);
		command.add("--");
		command.addAll(this.run.quickLauncher()
			.arguments("--graceful-restart.listener.mode=reuse-port", "--graceful-restart.handoff.enabled=false")
			.arguments(arguments)
			.command());
		Verdict verdict = run(command.toArray(String[]::new));
		if (Files.exists(pidFile())) {
			this.started.add(pid());
		}
		return verdict;
	}

	private Verdict run(String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
		command.addAll(List.of(arguments));
		Path output = Files.createTempFile(this.run.directory(), "script", ".log");
		Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
		try {
			assertThat(process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		return new Verdict(process.exitValue(), Files.readString(output));
	}

	/**
	 * What the script has found.
	 *
	 * @param status its exit status
	 * @param output what it has printed
	 */
	private record Verdict(int status, String output) {

		long newProcess() {
			return this.output.lines()
				.filter((line) -> line.contains("new process: "))
				.map((line) -> Long.valueOf(line.replaceAll(".*: ", "")))
				.findFirst()
				.orElseThrow();
		}

	}

}
