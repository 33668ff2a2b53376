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
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What must be true under a supervisor that follows only the process that it has started,
 * with {@code supervise} between it and the application: it does not notice a restart,
 * and what it does acts on the process that serves.
 */
@Timeout(300)
abstract class SupervisorContract {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@BeforeEach
	void require() {
		Requirements.hangUp();
		requireSupervisor();
	}

	abstract void requireSupervisor();

	/**
	 * Configure the supervisor.
	 * @param script what it has to start
	 * @return the supervisor's command, which stays in front
	 * @throws IOException if a file cannot be written
	 */
	abstract List<String> configure(Path script) throws IOException;

	/**
	 * Have it send SIGHUP.
	 */
	abstract void hangUp();

	/**
	 * Have it stop the service, and wait until it has.
	 */
	abstract void stop();

	/**
	 * Ask it which process it follows.
	 * @return process id
	 */
	abstract long followed();

	@Test
	void hangUpReplacesTheApplicationUnderLoadAndStopEndsWhatServes() throws Exception {
		ApplicationProcess supervisor = start();
		long followed = followed();
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			for (int generation = 2; generation <= 3; generation++) {
				ObservedProcess before = new ObservedProcess(HandoffView.at(this.run.port()).pid());
				hangUp();
				awaitGeneration(generation);
				before.awaitEnd(SampleRun.PATIENCE);
				load.awaitAnswers();
			}
			load.assertFlawless();
		}
		assertThat(supervisor.isAlive()).isTrue();
		assertThat(followed()).isEqualTo(followed);
		stop();
		assertThat(Clients.isRefused(this.run.port())).isTrue();
		assertThat(names(supervisor)).doesNotContain("java", "bash");
		assertThat(supervisor.isAlive()).isTrue();
	}

	@Test
	void crashOfTheProcessThatServesIsACrashOfTheService() throws Exception {
		ApplicationProcess supervisor = start();
		ObservedProcess first = new ObservedProcess(HandoffView.at(this.run.port()).pid());
		hangUp();
		awaitGeneration(2);
		first.awaitEnd(SampleRun.PATIENCE);
		ObservedProcess serving = new ObservedProcess(HandoffView.at(this.run.port()).pid());
		serving.signal(ProcessSignal.KILL);
		serving.awaitEnd(SampleRun.PATIENCE);
		awaitGeneration(1);
		assertThat(supervisor.output())
			.anyMatch((line) -> line.contains("supervise: process " + serving.pid() + " has ended, and not in order"));
		stop();
		assertThat(names(supervisor)).doesNotContain("java", "bash");
	}

	private ApplicationProcess start() throws IOException {
		Path file = this.run.directory().resolve("app.pid");
		List<String> command = Supervise.command("--pid-file", file.toString());
		ApplicationLauncher launcher = this.run.quickLauncher();
		command.addAll(launcher.command());
		Path script = script("app", "exec " + quoted(command));
		// What follows the supervisor's own command is nothing to the shell.
		ApplicationProcess supervisor = this.run
			.launch(launcher.prefix("sh", "-c", "exec " + quoted(configure(script)), "sh"));
		supervisor.awaitLine("Generation 1 serving", SampleRun.PATIENCE);
		Supervise.awaitNamed(file);
		return supervisor;
	}

	private void awaitGeneration(int generation) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.ignoreExceptions()
			.until(() -> HandoffView.at(this.run.port()),
					(view) -> view.generation() == generation && view.state().equals("SERVING"));
	}

	private static Set<String> names(ApplicationProcess supervisor) {
		return supervisor.lineage().stream().map((process) -> {
			try {
				return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "comm")).strip();
			}
			catch (IOException ex) {
				return "ended";
			}
		}).collect(Collectors.toSet());
	}

	final Path script(String name, String line) throws IOException {
		Path script = Files.writeString(this.run.directory().resolve(name), "#!/bin/sh\n" + line + "\n");
		return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
	}

	private static String quoted(List<String> command) {
		return command.stream().map((word) -> "'" + word + "'").collect(Collectors.joining(" "));
	}

	/**
	 * Run a command of the supervisor's.
	 * @param command program and arguments; it has to end with status 0
	 * @return what it has written
	 */
	final String run(String... command) {
		try {
			List<String> words = List.of(command);
			Path output = Files.createTempFile(this.run.directory(), "command", ".log");
			Process process = new ProcessBuilder(words).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			boolean ended = process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
			String text = Files.readString(output).strip();
			assertThat(ended && process.exitValue() == 0).as(words + " said: " + text).isTrue();
			return text;
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

}
