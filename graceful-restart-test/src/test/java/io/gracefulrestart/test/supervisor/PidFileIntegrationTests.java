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

import java.nio.file.Files;
import java.nio.file.Path;

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The PID file names the process that serves, over restarts, failures and returns.
 */
@Timeout(300)
class PidFileIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path file;

	@BeforeEach
	void name() {
		this.file = this.run.directory().resolve("app.pid");
	}

	@Test
	void namesWhoServesOverRestartsAndARollback() throws Exception {
		ApplicationProcess first = this.run.startServing(launcher());
		awaitNamed(first.pid());
		ApplicationProcess second = this.run.startSuccessor(launcher());
		awaitNamed(second.pid());
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertNamed(second.pid());
		ApplicationProcess third = this.run
			.startSuccessor(launcher().arguments("--graceful-restart.handoff.probation=2m"));
		awaitNamed(third.pid());
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isZero();
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			RestartReply restarted = RestartReply.restart(this.run.port());
			ObservedProcess fourth = restarted.successor();
			awaitNamed(fourth.pid());
			RestartReply back = RestartReply.post(this.run.port(), "", "{\"action\": \"rollback\"}");
			assertThat(back.outcome()).as(back.toString()).isEqualTo("ROLLED_BACK");
			awaitNamed(third.pid());
			fourth.awaitEnd(SampleRun.PATIENCE);
			assertNamed(third.pid());
			load.assertFlawless();
		}
		third.signal(ProcessSignal.TERM);
		third.awaitExit(SampleRun.PATIENCE);
		assertThat(this.file).doesNotExist();
	}

	@Test
	void namesThePredecessorAgainWhenTheSuccessorDies() throws Exception {
		ApplicationProcess first = this.run
			.startServing(launcher().arguments("--graceful-restart.handoff.probation=2m"));
		ApplicationProcess second = this.run.startSuccessor(launcher());
		awaitNamed(second.pid());
		second.signal(ProcessSignal.KILL);
		awaitNamed(first.pid());
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
	}

	@Test
	void aStartThatFailsLeavesItAlone() throws Exception {
		ApplicationProcess first = this.run.startServing(launcher());
		awaitNamed(first.pid());
		this.run.runToItsEnd(launcher().arguments("--sample.exit-before-ready=3"));
		assertNamed(first.pid());
		this.run.runToItsEnd(launcher().arguments("--graceful-restart.handoff.enabled=false"));
		assertNamed(first.pid());
		// Whoever is killed cannot remove it, and the next one writes over it.
		first.signal(ProcessSignal.KILL);
		first.awaitExit(SampleRun.PATIENCE);
		assertNamed(first.pid());
		ApplicationProcess next = this.run.startServing(launcher());
		awaitNamed(next.pid());
	}

	@Test
	void withoutItsDirectoryTheApplicationServes() throws Exception {
		Path missing = this.run.directory().resolve("missing").resolve("app.pid");
		ApplicationProcess process = this.run
			.startServing(this.run.quickLauncher().arguments("--graceful-restart.pid-file=" + missing));
		process.awaitLine("WARN .* PID file " + missing + " cannot be written, and the application serves without it: "
				+ "its directory does not exist", SampleRun.PATIENCE);
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(process.pid());
	}

	private ApplicationLauncher launcher() {
		return this.run.quickLauncher().arguments("--graceful-restart.pid-file=" + this.file);
	}

	private void awaitNamed(long pid) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.until(() -> Files.exists(this.file) ? Files.readString(this.file) : "", (pid + "\n")::equals);
	}

	private void assertNamed(long pid) {
		assertThat(this.file).hasContent(pid + "\n");
	}

}
