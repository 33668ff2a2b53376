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

import java.time.Duration;
import java.util.List;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rows 8, 18, 33 and 35: starts that meet another start, another application, or a
 * running one that they are not meant to replace.
 */
@Timeout(180)
class OtherStartsIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig(HeldRequest.arguments());

	@Test
	void whenTwoSuccessorsStartThenTheSecondIsRefusedAndTheFirstGoesOn() {
		ApplicationProcess predecessor = rig.serving();
		Hold hold = rig.hold();
		ApplicationProcess first = rig.start(hold.argument());
		predecessor.awaitLine("Successor \\(pid " + first.pid() + "\\) is starting", Rig.LONG);
		ApplicationProcess second = rig.start();
		assertThat(second.awaitExit(Rig.LONG)).isEqualTo(1);
		String busy = "predecessor is busy with successor (pid " + first.pid() + ")";
		assertThat(String.join("\n", second.output())).contains("APPLICATION FAILED TO START", busy);
		// The last thing that the predecessor does with it.
		predecessor.awaitLine("refused: predecessor is busy", Rig.LONG);
		assertThat(predecessor.output()).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.contains("(pid " + second.pid() + ")", busy);
		assertThat(rig.view().handoff(0)).isEqualTo("REFUSED " + busy);
		hold.release();
		rig.succeed(predecessor, first);
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	@Test
	void whenAnotherApplicationComesToTheControlSocketThenItIsRefusedWithBothNames() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess other = rig.start("--spring.application.name=other-app",
				"--graceful-restart.handoff.socket=" + rig.controlSocket());
		assertThat(other.awaitExit(Rig.LONG)).isEqualTo(1);
		String names = "predecessor is application 'sample-app', successor is 'other-app'";
		assertThat(String.join("\n", other.output())).contains("APPLICATION FAILED TO START", names);
		unchanged.verify("REFUSED", names);
	}

	@Test
	void whenStartedBesideARunningOneThenItTakesOverAndBothLogsSayFromWhom() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		ApplicationProcess successor = rig.handOver();
		assertThat(predecessor.output()).anyMatch((line) -> line.contains("Successor (pid " + successor.pid() + ")"));
		assertThat(successor.output()).anyMatch((line) -> line.contains("Generation " + (generation + 1)
				+ " takes over 1 listener from generation " + generation + " (pid " + predecessor.pid() + ")"));
		rig.load().assertFlawless();
	}

	@Test
	void whenStartedBesideARunningOneAndToldNeverToTakeOverThenItFailsToStart() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess other = rig.start("--graceful-restart.handoff.takeover=never");
		assertThat(other.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", other.output())).contains("APPLICATION FAILED TO START", "takeover is 'never'",
				Integer.toString(rig.port()), "process " + rig.serving().pid());
		unchanged.verifyUntouched();
	}

	@Test
	void whenATestUsesThePortOfARunningApplicationThenItDoesNotTakeOver() {
		Unchanged unchanged = rig.unchanged();
		// The property by which Spring Boot's own test bootstrapper makes itself known.
		ApplicationProcess test = rig
			.start("--org.springframework.boot.test.context.SpringBootTestContextBootstrapper=true");
		assertThat(test.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", test.output())).contains("No handoff: off in tests", "APPLICATION FAILED TO START",
				Integer.toString(rig.port()));
		unchanged.verifyUntouched();
	}

	@Test
	void whenTwoStartAtOnceAndNobodyServesThenOneServesAndItsControlSocketIsThere() {
		ApplicationProcess last = rig.serving();
		rig.load().stop();
		last.signal(ProcessSignal.TERM);
		last.awaitExit(Rig.LONG);
		assertThat(rig.controlSocket()).doesNotExist();
		List<ApplicationProcess> both = List.of(rig.start(), rig.start());
		// The other one was refused because the first was starting, or has replaced it.
		await().atMost(Rig.LONG).until(rig::alive, (alive) -> alive.size() == 1);
		ApplicationProcess serving = rig.alive().get(0);
		serving.awaitReady(Rig.LONG);
		ApplicationProcess ended = both.get(1 - both.indexOf(serving));
		assertThat(ended.exitStatus()).isIn(0, 1);
		rig.setServing(serving);
		rig.startLoad();
		await().atMost(Duration.ofSeconds(30)).until(() -> rig.view().state().equals("SERVING"));
		assertThat(rig.controlSocket()).exists();
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenTheNextSuccessorComesWhileTheFirstGenerationDrainsThenTheSecondHandsOver() throws Exception {
		ApplicationProcess first = rig.serving();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess second = rig.start();
			second.awaitLine("Generation \\d+ serving", Rig.LONG);
			ApplicationProcess third = rig.start();
			third.awaitLine("Generation \\d+ serving", Rig.LONG);
			rig.setServing(third);
			assertThat(held.finish()).isEqualTo(first.pid());
			assertThat(first.awaitExit(Rig.LONG)).isZero();
			assertThat(second.awaitExit(Rig.LONG)).isZero();
			assertThat(rig.view().pid()).isEqualTo(third.pid());
		}
		rig.load().assertFlawless();
	}

}
