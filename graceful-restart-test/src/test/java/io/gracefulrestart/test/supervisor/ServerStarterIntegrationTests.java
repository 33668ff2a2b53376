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
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Under {@code start_server(1)} of Server::Starter, which listens and starts the
 * application. On SIGHUP it starts another one beside it, and ends the first after a
 * second or as much later as it is told: it does not know when the new one is ready.
 */
class ServerStarterIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@BeforeAll
	static void requireServerStarter() {
		Requirements.program("start_server", "libserver-starter-perl");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 600 })
	void restartsUnderLoadWithoutAFailure(int delayBeforeTheOldIsEnded) throws Exception {
		ApplicationProcess supervisor = this.run.start(SampleRun.quick(this.run.jarLauncher())
			.arguments("--server.port=" + this.run.port())
			.prefix("start_server", "--port=" + Clients.HOST + ":" + this.run.port(),
					"--kill-old-delay=" + delayBeforeTheOldIsEnded, "--"));
		HandoffView first = HandoffView.at(this.run.port());
		long inode = first.listener("http").inode();
		assertThat(first.listener("http").origin()).isEqualTo("SERVER_STARTER");
		assertThat(supervisor.socketInodes()).contains(inode);
		assertThat(DescriptorFlags.inheritable(first.pid(), inode)).isEmpty();

		LoadResult result = restart(supervisor, first.pid());
		assertThat(result.failed()).as(result.describe()).isZero();
		HandoffView second = HandoffView.at(this.run.port());
		assertThat(second.listener("http").inode()).isEqualTo(inode);
		assertThat(second.pid()).isNotEqualTo(first.pid());

		if (delayBeforeTheOldIsEnded == 0) {
			// While it sleeps that long, it hears nothing.
			endsWithItsSupervisor(supervisor, second.pid());
		}
	}

	@Test
	void restartCommandReturnsWhenTheNextGenerationIsTheOnlyOne() throws Exception {
		Path pidFile = this.run.directory().resolve("start_server.pid");
		Path statusFile = this.run.directory().resolve("start_server.status");
		String files = "--pid-file=" + pidFile + " --status-file=" + statusFile;
		this.run.start(SampleRun.quick(this.run.jarLauncher())
			.arguments("--server.port=" + this.run.port())
			.prefix("start_server", "--port=" + Clients.HOST + ":" + this.run.port(), "--kill-old-delay=10",
					"--pid-file=" + pidFile, "--status-file=" + statusFile, "--"));
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			for (int generation = 2; generation <= 3; generation++) {
				Process restart = new ProcessBuilder("sh", "-c", "start_server --restart " + files).inheritIO().start();
				assertThat(restart.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				assertThat(restart.exitValue()).isZero();
				HandoffView view = HandoffView.at(this.run.port());
				assertThat(view.generation()).isEqualTo(generation);
				assertThat(statusFile).hasContent(generation + ":" + view.pid());
				assertThat(Files.readString(Path.of("/proc", String.valueOf(view.pid()), "environ")))
					.contains("SERVER_STARTER_GENERATION=" + generation + "\0");
				load.awaitAnswers();
			}
			load.assertFlawless();
		}
	}

	private void endsWithItsSupervisor(ApplicationProcess supervisor, long pid) {
		supervisor.signal(ProcessSignal.TERM);
		assertThat(supervisor.awaitExit(SampleRun.PATIENCE)).isZero();
		new ObservedProcess(pid).awaitEnd(SampleRun.PATIENCE);
		assertThat(Clients.isRefused(this.run.port())).isTrue();
	}

	private LoadResult restart(ApplicationProcess supervisor, long first) throws Exception {
		LoadPlan plan = LoadPlan.against(Clients.HOST, this.run.port())
			.clients(4, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(4, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.clients(1, LoadPattern.slowRequest(Duration.ofSeconds(1)))
			// Ended at once, the first one leaves the clients waiting for the second.
			.timeout(SampleRun.PATIENCE)
			.niceness(10);
		try (Load load = plan.start()) {
			supervisor.signal(ProcessSignal.HUP);
			new ObservedProcess(first).awaitEnd(SampleRun.PATIENCE);
			Awaitility.await()
				.atMost(SampleRun.PATIENCE)
				.until(() -> Clients.whoServes(this.run.port()).pid(), (pid) -> pid != first);
			load.awaitRequests(100, SampleRun.PATIENCE);
			return load.stop();
		}
	}

}
