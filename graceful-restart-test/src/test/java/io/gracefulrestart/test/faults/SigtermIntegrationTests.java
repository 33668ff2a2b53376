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

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 10: SIGTERM to one side at each point of the handoff. In the end exactly one of the
 * two serves, and no request has failed; only a successor that is told to end when it has
 * said SERVING takes the predecessor with it.
 */
@Timeout(180)
class SigtermIntegrationTests {

	// What the JVM ends with after SIGTERM, however graceful.
	private static final int TERMINATED = 143;

	@RegisterExtension
	static final Rig rig = new Rig(HeldRequest.arguments());

	// Each test has used the control socket that the one before has left.
	@AfterAll
	static void theNextHandoffWorks() {
		rig.handOver();
	}

	@Test
	void whenSuccessorIsToldToEndBeforeItIsReadyThenNothingHasChanged() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess successor = rig.start(rig.hold().argument());
		successor.awaitReady(Rig.LONG);
		successor.signal(ProcessSignal.TERM);
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		unchanged.verify("FAILED", "successor (pid " + successor.pid() + ") ended before READY: application ends");
	}

	@ParameterizedTest
	@EnumSource(names = { "READY", "COMMIT" })
	void whenSuccessorIsToldToEndBeforeItServesThenNothingHasChanged(Frame frame) {
		Unchanged unchanged = rig.unchanged();
		Relay relay = rig.relay(frame);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		successor.signal(ProcessSignal.TERM);
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		relay.release();
		unchanged.verify("FAILED", "application ends");
	}

	@Test
	void whenSuccessorIsToldToEndWhenItHasSaidServingThenBothEnd() {
		ApplicationProcess predecessor = rig.serving();
		rig.load().assertFlawless();
		Relay relay = rig.relay(Frame.SERVING);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		successor.signal(ProcessSignal.TERM);
		// Its end may take longer than the 5 s for which the predecessor waits.
		await().atMost(Rig.LONG).until(() -> !successor.isAlive() || isShuttingDown(successor));
		relay.release();
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		// Whether it hears the farewell before its drain is over is left to the machine.
		assertThat(predecessor.awaitExit(Rig.LONG)).isZero();
		assertThat(rig.alive()).isEmpty();
	}

	@Test
	void whenSuccessorIsToldToEndWhileThePredecessorDrainsThenBothEnd() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		rig.load().awaitAnswers();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess successor = rig.start();
			successor.awaitLine("Generation \\d+ serving", Rig.LONG);
			predecessor.awaitLine("serves; draining", Rig.LONG);
			rig.load().assertFlawless();
			successor.signal(ProcessSignal.TERM);
			assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
			predecessor.awaitLine("WARN .* Successor left while this process drains: ENDED, application ends",
					Rig.LONG);
			assertThat(held.finish()).isEqualTo(predecessor.pid());
			assertThat(predecessor.awaitExit(Rig.LONG)).isZero();
		}
		assertThat(rig.alive()).isEmpty();
		assertThat(rig.controlSocket()).doesNotExist();
	}

	@Test
	void whenPredecessorIsToldToEndBeforeReadyThenSuccessorServesWhenItIsReady() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument());
		successor.awaitReady(Rig.LONG);
		predecessor.signal(ProcessSignal.TERM);
		assertThat(predecessor.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		try (Queued queued = new Queued(rig)) {
			hold.release();
			queued.assertAnsweredBy(successor);
		}
		assertServing(successor, generation + 1);
	}

	@ParameterizedTest
	@EnumSource(names = { "READY", "COMMIT", "SERVING" })
	void whenPredecessorIsToldToEndThenSuccessorServes(Frame frame) {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Relay relay = rig.relay(frame);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		predecessor.signal(ProcessSignal.TERM);
		assertThat(predecessor.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		relay.release();
		assertServing(successor, generation + 1);
	}

	@Test
	void whenPredecessorIsToldToEndWhileItDrainsThenItDrainsOn() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess successor = rig.start();
			successor.awaitLine("Generation \\d+ serving", Rig.LONG);
			predecessor.awaitLine("serves; draining", Rig.LONG);
			predecessor.signal(ProcessSignal.TERM);
			await().atMost(Rig.LONG).until(() -> isShuttingDown(predecessor));
			assertThat(held.finish()).isEqualTo(predecessor.pid());
			assertThat(predecessor.awaitExit(Rig.LONG)).isIn(0, TERMINATED);
			assertServing(successor, generation + 1);
		}
	}

	// By the thread of Spring Boot's shutdown hook, whose name the kernel cuts.
	private static boolean isShuttingDown(ApplicationProcess process) {
		return Holdings.threads(process).containsKey("SpringApplicati");
	}

	private static void assertServing(ApplicationProcess successor, int generation) {
		rig.awaitServing(successor, generation);
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

}
