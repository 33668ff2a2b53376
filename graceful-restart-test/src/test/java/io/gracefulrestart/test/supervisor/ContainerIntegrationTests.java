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

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application in containers: who is process 1, who can be replaced within the
 * container, and one container that takes over from another.
 */
@Timeout(300)
class ContainerIntegrationTests {

	private static final int CONFLICT = 409;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@BeforeAll
	static void requireContainers() {
		Requirements.pidNamespaces();
		Requirements.hangUp();
	}

	@Test
	void processOneSaysThatItCannotBeReplacedThereAndRefusesIt() throws Exception {
		Container container = Container.start(this.run, this.run.quickLauncher()).awaitServing();
		assertIsNotReplaced(container, "this process is process 1 of its container");
		// It outlives a rehearsal.
		RestartReply rehearsal = RestartReply.post(this.run.port(), "", "{\"action\": \"rehearse\"}");
		assertThat(rehearsal.outcome()).as(rehearsal.toString()).isEqualTo("SUCCEEDED");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "tini", "dumb-init" })
	void whatAnInitHasInFrontOfItIsNotReplacedEither(String init) throws Exception {
		Requirements.program(init, init);
		Container container = Container.start(this.run, this.run.quickLauncher(), init, "--").awaitServing();
		assertIsNotReplaced(container, init + ", process 1 of this container, ends with this process");
	}

	private void assertIsNotReplaced(Container container, String reason) throws Exception {
		container.outside().awaitLine("INFO .* No restart within this container: " + reason, SampleRun.PATIENCE);
		HandoffView before = HandoffView.at(this.run.port());
		RestartReply reply = RestartReply.restart(this.run.port());
		assertThat(reply.status()).as(reply.toString()).isEqualTo(CONFLICT);
		assertThat(reply.reason()).startsWith(reason).contains("put sample-app/bin/supervise in front");
		new ObservedProcess(application(container)).signal(ProcessSignal.HUP);
		container.outside().awaitLine("WARN .* Restart REFUSED: .*" + reason, SampleRun.PATIENCE);
		ApplicationProcess stranger = this.run.runToItsEnd(container.inside(this.run.quickLauncher()));
		assertThat(stranger.exitStatus()).isEqualTo(1);
		assertThat(String.join("\n", stranger.output())).contains("(ENDS_WITH_PREDECESSOR): " + reason,
				"Start it in another container");
		HandoffView after = HandoffView.at(this.run.port());
		assertThat(after.pid()).isEqualTo(before.pid());
		assertThat(after.state()).isEqualTo("SERVING");
	}

	@Test
	void scriptThatPerhapsEndsWithTheApplicationIsAWarning() throws Exception {
		Path script = Files.writeString(this.run.directory().resolve("entrypoint"), "\"$@\"\nexit $?\n");
		Container container = Container.start(this.run, this.run.quickLauncher(), "sh", script.toString())
			.awaitServing();
		assertThat(container.outside().output())
			.anyMatch((line) -> line.contains("WARN") && line.contains("its first process is a script for 'sh'"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "tini", "dumb-init" })
	void withSuperviseItIsReplacedUnderLoad(String init) throws Exception {
		List<String> front = Supervise.command();
		if (!init.isEmpty()) {
			Requirements.program(init, init);
			front.addAll(0, List.of(init, "--"));
		}
		Container container = Container.start(this.run, this.run.quickLauncher(), front.toArray(String[]::new))
			.awaitServing();
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			for (int generation = 2; generation <= 4; generation++) {
				container.signal(ProcessSignal.HUP);
				awaitGeneration(generation);
				load.awaitAnswers();
			}
			load.assertFlawless();
		}
		assertThat(container.outside().isAlive()).isTrue();
		assertThat(container.outside().output()).noneMatch((line) -> line.contains("this container"));
		awaitOnlyOneApplication(container);
		container.signal(ProcessSignal.TERM);
		assertThat(container.awaitExit()).isZero();
		assertThat(Clients.isRefused(this.run.port())).isTrue();
	}

	// Also no zombie: process 1 has to ask how its orphans have ended.
	private void awaitOnlyOneApplication(Container container) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.untilAsserted(() -> assertThat(ProcessHandle.of(container.first().pid()).orElseThrow().descendants())
				.filteredOn((process) -> name(process.pid()).equals("java"))
				.hasSize(1));
	}

	@Test
	void oneContainerTakesOverFromAnotherUnderLoad() throws Exception {
		// Both are process 1, and have the same number.
		Container first = Container.start(this.run, this.run.quickLauncher()).awaitServing();
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			Container second = Container.start(this.run, this.run.quickLauncher()).awaitServing();
			assertThat(first.awaitExit()).isZero();
			load.awaitAnswers();
			// The other way round, with an init in front.
			Requirements.program("tini", "tini");
			Container third = Container.start(this.run, this.run.quickLauncher(), "tini", "--").awaitServing();
			assertThat(second.awaitExit()).isZero();
			load.awaitAnswers();
			load.assertFlawless();
			HandoffView view = HandoffView.at(this.run.port());
			assertThat(view.generation()).isEqualTo(3);
			third.signal(ProcessSignal.TERM);
			assertThat(third.awaitExit()).isEqualTo(143);
			assertThat(Clients.isRefused(this.run.port())).isTrue();
		}
	}

	@Test
	void sigtermToTheContainerThatStandsByEndsThatAlone() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher().arguments("--graceful-restart.handoff.probation=2m");
		Container first = Container.start(this.run, launcher).awaitServing();
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			Container.start(this.run, launcher).awaitServing();
			first.outside().awaitLine("Standing by until", SampleRun.PATIENCE);
			first.signal(ProcessSignal.TERM);
			first.awaitExit();
			load.awaitAnswers();
			load.assertFlawless();
			assertThat(HandoffView.at(this.run.port()).generation()).isEqualTo(2);
		}
	}

	@Test
	void oneContainerGivesBackToTheOneBefore() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher().arguments("--graceful-restart.handoff.probation=2m");
		Container first = Container.start(this.run, launcher).awaitServing();
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			Container second = Container.start(this.run, launcher).awaitServing();
			first.outside().awaitLine("Standing by until", SampleRun.PATIENCE);
			RestartReply back = RestartReply.post(this.run.port(), "", "{\"action\": \"rollback\"}");
			assertThat(back.outcome()).as(back.toString()).isEqualTo("ROLLED_BACK");
			assertThat(second.awaitExit()).isEqualTo(1);
			load.awaitAnswers();
			load.assertFlawless();
			assertThat(HandoffView.at(this.run.port()).generation()).isEqualTo(1);
		}
	}

	@Test
	void whenTheContainerBeforeIsKilledThenTheOtherServesAlthoughItHasAProcessOfThatNumber() throws Exception {
		Requirements.program("tini", "tini");
		Path hold = Files.createFile(this.run.directory().resolve("hold"));
		Container first = Container.start(this.run, this.run.quickLauncher()).awaitServing();
		// In there process 1 is the init, and the application another one.
		Container second = Container.start(this.run,
				this.run.quickLauncher().arguments("--sample.start-held-by=" + hold), "tini", "--");
		first.outside().awaitLine("Successor \\(pid \\d+\\) is starting", SampleRun.PATIENCE);
		first.signal(ProcessSignal.KILL);
		first.awaitExit();
		Files.delete(hold);
		second.awaitServing();
		assertThat(HandoffView.at(this.run.port()).generation()).isEqualTo(2);
		assertThat(second.outside().isAlive()).isTrue();
	}

	private void awaitGeneration(int generation) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.run.port()),
					(view) -> view.generation() == generation && view.state().equals("SERVING"));
	}

	private static long application(Container container) {
		return container.outside()
			.lineage()
			.stream()
			.mapToLong(ObservedProcess::pid)
			.filter((pid) -> name(pid).equals("java"))
			.findFirst()
			.orElseThrow();
	}

	private static String name(long pid) {
		try {
			return Files.readString(Path.of("/proc", String.valueOf(pid), "comm")).strip();
		}
		catch (IOException ex) {
			return ""; // has ended
		}
	}

}
