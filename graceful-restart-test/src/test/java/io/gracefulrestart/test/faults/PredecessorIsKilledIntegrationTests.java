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

import java.util.EnumSet;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 6: the predecessor is killed. What it had in hand dies with it, as in any crash;
 * what the kernel has queued is answered by the successor.
 */
@Timeout(180)
@SuppressWarnings("try")
class PredecessorIsKilledIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig();

	// Each test has used the control socket that the one before has left.
	@AfterAll
	static void theNextHandoffWorks() {
		rig.handOver();
	}

	@Test
	void whenKilledBeforeWelcomeThenSuccessorStartsAsTheFirst() {
		ApplicationProcess predecessor = rig.serving();
		rig.load().stop();
		Freeze.freeze(predecessor);
		ApplicationProcess successor = rig.start();
		await().atMost(Rig.LONG).until(() -> Sockets.connectionsTo(rig.controlSocket()) > 0);
		predecessor.signal(ProcessSignal.KILL);
		rig.awaitServing(successor, 1);
		rig.startLoad();
		rig.load().assertFlawless();
	}

	@Test
	void whenKilledBetweenWelcomeAndReadyThenSuccessorServesWhenItIsReady() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument());
		successor.awaitReady(Rig.LONG);
		Freeze.freeze(predecessor);
		try (Queued queued = new Queued(rig)) {
			predecessor.signal(ProcessSignal.KILL);
			hold.release();
			queued.assertAnsweredBy(successor);
		}
		assertServing(successor, generation + 1);
	}

	@Test
	void whenKilledBetweenReadyAndCommitThenSuccessorServes() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Relay relay = rig.relay(Frame.READY);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		Freeze.freeze(predecessor);
		relay.pass();
		try (Queued queued = new Queued(rig)) {
			predecessor.signal(ProcessSignal.KILL);
			queued.assertAnsweredBy(successor);
		}
		assertServing(successor, generation + 1);
	}

	@Test
	void whenKilledAfterCommitThenSuccessorServes() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Relay relay = rig.relay(Frame.COMMIT);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		try (Queued queued = new Queued(rig)) {
			predecessor.signal(ProcessSignal.KILL);
			relay.pass();
			queued.assertAnsweredBy(successor);
		}
		assertServing(successor, generation + 1);
	}

	@Test
	void whenKilledWhileItDrainsThenSuccessorServesOn() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		try (HttpConnection slow = rig.send("GET /slow?ms=60000 HTTP/1.1\r\nHost: test\r\n\r\n")) {
			ApplicationProcess successor = rig.start();
			successor.awaitLine("Generation \\d+ serving", Rig.LONG);
			predecessor.signal(ProcessSignal.KILL);
			successor.awaitLine(
					"generation " + generation + " \\(pid " + predecessor.pid() + "\\) ended while it drained: DIED",
					Rig.LONG);
			assertServing(successor, generation + 1);
		}
	}

	private static void assertServing(ApplicationProcess successor, int generation) {
		rig.awaitServing(successor, generation);
		LoadResult result = rig.load().stop();
		assertThat(result.figures().outcomes().keySet()).as(result.describe())
			.isSubsetOf(EnumSet.of(Outcome.OK, Outcome.RESET_BEFORE_RESPONSE, Outcome.EOF_BEFORE_RESPONSE,
					Outcome.RESET_IN_RESPONSE, Outcome.EARLY_END));
		assertThat(result.failed()).as(result.describe()).isLessThanOrEqualTo(SteadyLoad.CLIENTS);
		rig.startLoad();
		rig.load().assertFlawless();
	}

}
