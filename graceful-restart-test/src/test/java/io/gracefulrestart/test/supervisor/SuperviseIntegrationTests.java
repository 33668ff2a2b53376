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
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The script {@code supervise}: what it passes on, when it ends, and with which status.
 */
@Timeout(300)
class SuperviseIntegrationTests {

	private static final int WRONG = 2;

	private static final int TERMINATED = 143;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@ParameterizedTest
	@CsvSource({ "exit 0, 0", "exit 7, 7", "kill -KILL $$, 137" })
	void statusIsThatOfAnyOtherProgram(String script, int status) throws Exception {
		assertThat(run("--", "sh", "-c", script).status()).isEqualTo(status);
		assertThat(filesOf("supervise.")).isEmpty();
	}

	@Test
	void programThatIsNotThereIsItsStatus() throws Exception {
		assertThat(run("no-such-program").status()).isEqualTo(127);
	}

	@Test
	void staleFileOfAnEarlierRunIsNobodys() throws Exception {
		Path file = Files.writeString(this.run.directory().resolve("stale.pid"), ProcessHandle.current().pid() + "\n");
		assertThat(run("--pid-file", file.toString(), "--", "sh", "-c", "exit 5").status()).isEqualTo(5);
		assertThat(file).exists();
	}

	@Test
	void wrongUsageIsExplained() throws Exception {
		assertThat(run("--wat").output()).contains("unknown option '--wat'");
		assertThat(run("--successor", "x", "true").output()).contains("--successor wants a number of seconds, not 'x'");
		assertThat(run("--kill", "", "true").status()).isZero();
		assertThat(run("--kill", "x", "true").output()).contains("--kill wants a number of seconds, not 'x'");
		assertThat(run("--pid-file").output()).contains("--pid-file wants a value");
		assertThat(run("--pid-file", "/nowhere/app.pid", "true").output()).contains("there is no directory /nowhere");
		assertThat(run("--").output()).contains("no command");
		assertThat(run().status()).isEqualTo(WRONG);
		assertThat(run("--help").status()).isZero();
		assertThat(run("--help").output()).startsWith("Usage: supervise ");
	}

	@Test
	void signalsReachAProgramThatServesAndNoneThatStarts() throws Exception {
		Requirements.hangUp();
		// A program without the starter that writes the file itself. Without QUIT, which
		// a
		// JVM such as this one blocks in all that it starts.
		Path script = Files.writeString(this.run.directory().resolve("program"), """
				for signal in HUP USR1 WINCH URG CONT; do trap "echo got $signal" $signal; done
				trap 'echo got TERM; rm -f "$GRACEFUL_RESTART_PID_FILE"; exit 3' TERM
				echo ready
				while [ ! -e serve ]; do sleep 0.1; done
				echo $$ >"$GRACEFUL_RESTART_PID_FILE"
				echo serving
				while true; do sleep 0.1; done
				""");
		ApplicationProcess front = launch("bash", script.toString());
		front.awaitLine("ready", SampleRun.PATIENCE);
		front.signal(ProcessSignal.HUP);
		front.awaitLine("supervise: SIGHUP is not passed on: nobody serves", SampleRun.PATIENCE);
		Files.createFile(this.run.directory().resolve("serve"));
		front.awaitLine("serving", SampleRun.PATIENCE);
		for (String signal : List.of("HUP", "USR1", "WINCH", "URG", "CONT")) {
			send(front, signal);
			front.awaitLine("got " + signal, SampleRun.PATIENCE);
		}
		send(front, "USR2");
		front.awaitLine("SIGUSR2 is not passed on", SampleRun.PATIENCE);
		assertThat(front.isAlive()).isTrue();
		front.signal(ProcessSignal.TERM);
		assertThat(front.awaitExit(SampleRun.PATIENCE)).isEqualTo(3);
	}

	@Test
	void whatDoesNotEndIsKilledIfThatIsWanted() throws Exception {
		ApplicationProcess front = launch("--kill", "1", "--", "sh", "-c",
				"trap '' TERM; echo deaf; while true; do " + "sleep 0.1; done");
		front.awaitLine("deaf", SampleRun.PATIENCE);
		front.signal(ProcessSignal.TERM);
		assertThat(front.awaitExit(SampleRun.PATIENCE)).isEqualTo(137);
		assertThat(front.output()).anyMatch((line) -> line.startsWith("supervise: killing what is left: "));
		assertThat(front.lineage()).isEmpty();
	}

	@Test
	void whenTheSuccessorDiesOnProbationThenThePredecessorIsFollowedAgain() throws Exception {
		Requirements.hangUp();
		ApplicationProcess front = start("--graceful-restart.handoff.probation=2m");
		ObservedProcess first = serving();
		front.signal(ProcessSignal.HUP);
		awaitGeneration(2);
		serving().signal(ProcessSignal.KILL);
		awaitGeneration(1);
		// Signals go there again.
		front.signal(ProcessSignal.HUP);
		awaitGeneration(2);
		assertThat(first.isAlive()).isTrue();
		// Both end, and what is left of the probation is not waited for.
		front.signal(ProcessSignal.TERM);
		assertThat(front.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(front.lineage()).isEmpty();
		assertThat(Clients.isRefused(this.run.port())).isTrue();
	}

	@Test
	void sigtermWhileASuccessorStartsEndsBoth() throws Exception {
		Requirements.hangUp();
		Path hold = this.run.directory().resolve("hold");
		ApplicationProcess front = start("--sample.start-held-by=" + hold);
		Files.createFile(hold);
		front.signal(ProcessSignal.HUP);
		front.awaitLine("Successor \\(pid \\d+\\) is starting", SampleRun.PATIENCE);
		front.signal(ProcessSignal.TERM);
		assertThat(front.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
		assertThat(front.lineage()).isEmpty();
		assertThat(Clients.isRefused(this.run.port())).isTrue();
	}

	@Test
	void whenTheScriptIsKilledThenItsNextStartTakesOver() throws Exception {
		ApplicationProcess front = start();
		ObservedProcess first = serving();
		front.signal(ProcessSignal.KILL);
		front.awaitExit(SampleRun.PATIENCE);
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		ApplicationProcess next = start();
		awaitGeneration(2);
		first.awaitEnd(SampleRun.PATIENCE);
		next.signal(ProcessSignal.TERM);
		assertThat(next.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
	}

	private ObservedProcess serving() throws Exception {
		return new ObservedProcess(Clients.whoServes(this.run.port()).pid());
	}

	private ApplicationProcess start(String... arguments) {
		Path file = this.run.directory().resolve("app.pid");
		ApplicationProcess front = this.run.launch(temporary(this.run.quickLauncher()).arguments(arguments)
			.prefix(Supervise.command("--pid-file", file.toString()).toArray(String[]::new)));
		front.awaitLine("Generation \\d+ serving", SampleRun.PATIENCE);
		Supervise.awaitNamed(file);
		return front;
	}

	// What follows in the launcher's command is nothing to the shell.
	private ApplicationProcess launch(String... words) {
		List<String> command = Supervise.command();
		command.remove(command.size() - 1);
		command.addAll(List.of(words));
		String shell = "cd \"$0\" && exec "
				+ String.join(" ", command.stream().map((word) -> "'" + word.replace("'", "'\\''") + "'").toList());
		return this.run
			.launch(temporary(this.run.quickLauncher()).prefix("bash", "-c", shell, this.run.directory().toString()));
	}

	private ApplicationLauncher temporary(ApplicationLauncher launcher) {
		return launcher.environment("TMPDIR", this.run.directory().toString());
	}

	private static void send(ApplicationProcess process, String signal) throws Exception {
		Process kill = new ProcessBuilder("bash", "-c", "kill -s " + signal + " " + process.pid()).start();
		assertThat(kill.waitFor()).isZero();
	}

	private void awaitGeneration(int generation) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.ignoreExceptions()
			.until(() -> HandoffView.at(this.run.port()),
					(view) -> view.generation() == generation && view.state().equals("SERVING"));
	}

	private List<Path> filesOf(String prefix) throws IOException {
		try (Stream<Path> files = Files.list(this.run.directory())) {
			return files.filter((file) -> file.getFileName().toString().startsWith(prefix)).toList();
		}
	}

	private Verdict run(String... words) throws Exception {
		List<String> command = Supervise.command();
		command.remove(command.size() - 1);
		command.addAll(List.of(words));
		Path output = Files.createTempFile(this.run.directory(), "script", ".log");
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
		builder.environment().put("TMPDIR", this.run.directory().toString());
		Process process = builder.start();
		try {
			assertThat(process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
		}
		finally {
			process.destroyForcibly();
		}
		return new Verdict(process.exitValue(), Files.readString(output));
	}

	/**
	 * How it has ended.
	 *
	 * @param status its exit status
	 * @param output what was printed
	 */
	private record Verdict(int status, String output) {

	}

}
