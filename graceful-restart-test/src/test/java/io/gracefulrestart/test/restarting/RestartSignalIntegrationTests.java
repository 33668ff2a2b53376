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

package io.gracefulrestart.test.restarting;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * SIGHUP asks for a restart, unless it is switched off, ignored, or says that the
 * terminal has gone.
 */
@Timeout(180)
class RestartSignalIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@BeforeEach
	void signalIsNotIgnored() {
		Requirements.hangUp();
	}

	@Test
	void signalRestartsUnderLoadAndTheOutcomeIsOneLine() throws Exception {
		ApplicationProcess first = this.run.startServing(this.run.quickLauncher());
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			first.signal(ProcessSignal.HUP);
			first.awaitLine("INFO .* SIGHUP asks for a restart", SampleRun.PATIENCE);
			String line = first.awaitLine("Restart SUCCEEDED: generation 2 \\(pid \\d+\\); spawn ", SampleRun.PATIENCE);
			assertThat(line).contains(" INFO ", "start ", "cutover ", "connections moved");
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			HandoffView view = HandoffView.at(this.run.port());
			assertThat(line).contains("(pid " + view.pid() + ")");
			// The successor obeys it as well.
			new ObservedProcess(view.pid()).signal(ProcessSignal.HUP);
			await().atMost(SampleRun.PATIENCE).until(() -> HandoffView.at(this.run.port()).generation() == 3);
			load.awaitAnswers();
			load.assertFlawless();
		}
	}

	@Test
	void underNohupItIsIgnoredWhichIsSaidAndPostRestarts() throws Exception {
		ApplicationProcess first = this.run.startServing(this.run.quickLauncher().prefix("nohup"));
		assertThat(first.awaitLine("SIGHUP is ignored in this process", SampleRun.PATIENCE)).contains(" WARN ",
				"POST /actuator/handoff");
		first.signal(ProcessSignal.HUP);
		assertNothingHappens(first);
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.outcome()).as(reply.toString()).isEqualTo("SUCCEEDED");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
	}

	@Test
	void anotherSignalCanBeChosen() {
		ApplicationProcess first = this.run.startServing(this.run.quickLauncher()
			.arguments("--graceful-restart.restart.signal=CONT", "--graceful-restart.handoff.probation=0s"));
		first.signal(ProcessSignal.CONT);
		first.awaitLine("SIGCONT asks for a restart", SampleRun.PATIENCE);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
	}

	@Test
	void withoutOneSighupEndsTheProcessAsItAlwaysDid() {
		ApplicationProcess first = this.run
			.startServing(this.run.quickLauncher().arguments("--graceful-restart.restart.signal=none"));
		first.awaitLine("Generation 1 serving", SampleRun.PATIENCE);
		first.signal(ProcessSignal.HUP);
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isEqualTo(129);
		assertThat(first.output()).noneMatch((line) -> line.contains("restart,"))
			.anyMatch((line) -> line.contains("nothing was cut"));
		assertThat(first.lineage()).isEmpty();
	}

	@Test
	void whenTheTerminalHasGoneThenTheProcessEnds() throws Exception {
		Requirements.program("script", "bsdutils");
		// Has script(1) make the terminal, and the application leads its session.
		Path wrapper = Files.write(this.run.directory().resolve("terminal.sh"),
				List.of("command=exec", "for word; do command=\"$command '$word'\"; done",
						"exec script -q -c \"$command >>'$(readlink /proc/$$/fd/1)' 2>&1 </dev/null\" /dev/null"));
		ApplicationProcess terminal = this.run.startServing(this.run.quickLauncher().prefix("sh", wrapper.toString()));
		ObservedProcess application = new ObservedProcess(Clients.whoServes(this.run.port()).pid());
		assertThat(application.pid()).isNotEqualTo(terminal.pid());
		terminal.awaitLine("Generation 1 serving", SampleRun.PATIENCE);
		terminal.signal(ProcessSignal.KILL);
		terminal.awaitLine("WARN .* Terminal has gone; ending", SampleRun.PATIENCE);
		application.awaitEnd(SampleRun.PATIENCE);
		assertThat(terminal.lineage()).isEmpty();
		assertThat(terminal.output()).noneMatch((line) -> line.contains("Started successor"))
			.anyMatch((line) -> line.contains("nothing was cut"));
	}

	private void assertNothingHappens(ApplicationProcess first) throws Exception {
		for (int i = 0; i < 5; i++) {
			HandoffView view = HandoffView.at(this.run.port());
			assertThat(view.pid()).isEqualTo(first.pid());
			assertThat(view.state()).isEqualTo("SERVING");
			assertThat(view.restart().progress() + view.restart().outcome()).isEmpty();
		}
	}

}
