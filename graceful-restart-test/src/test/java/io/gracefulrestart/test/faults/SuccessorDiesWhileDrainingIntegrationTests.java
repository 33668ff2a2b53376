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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Rows 4, 10 and 31, while the predecessor drains: its successor dies, and it serves
 * again, unless somebody else does or everybody is to end.
 */
@Timeout(180)
class SuccessorDiesWhileDrainingIntegrationTests {

	private static final int CONNECTIONS = 500;

	@RegisterExtension
	static final Rig rig = new Rig(HeldRequest.arguments());

	private ApplicationProcess predecessor;

	@BeforeEach
	void begin() {
		this.predecessor = rig.serving();
		// Its clients would lose their connections with the successor.
		rig.load().stop();
	}

	@Test
	void whenSuccessorIsKilledThenPredecessorServesAgainAndTheNextHandoffWorks() throws Exception {
		int generation = rig.view().generation();
		ApplicationProcess successor;
		try (HeldRequest held = new HeldRequest(rig)) {
			successor = rig.start();
			rig.awaitServing(successor, generation + 1);
			awaitDraining();
			kill(successor);
			// Waits in the kernel's queue at first.
			assertThat(ask()).isEqualTo(this.predecessor.pid());
			rig.awaitServingAgain(this.predecessor);
			assertThat(held.finish()).isEqualTo(this.predecessor.pid());
			assertThat(held.ask()).isEqualTo(this.predecessor.pid());
		}
		assertThat(rig.view().handoffs()).last()
			.satisfies((handoff) -> assertThat(handoff.reason()).contains("successor died"));
		rig.startLoad();
		assertThat(rig.handOver().pid()).isNotEqualTo(successor.pid());
		assertThat(rig.view().generation()).isEqualTo(generation + 1);
		rig.load().assertFlawless();
	}

	@RepeatedTest(3)
	void whenSuccessorIsKilledAnywhereInTheMoveThenEachConnectionIsServedOrEnds() throws Exception {
		List<HttpConnection> connections = new ArrayList<>();
		try (HeldRequest held = new HeldRequest(rig)) {
			for (int i = 0; i < CONNECTIONS; i++) {
				connections.add(HttpConnection.open(Rig.HOST, rig.port(), Rig.LONG));
			}
			ApplicationProcess successor = rig.start();
			awaitDraining();
			Duration moment = Duration.ofMillis(ThreadLocalRandom.current().nextInt(100));
			await().pollDelay(moment).until(successor::isAlive);
			kill(successor);
			for (HttpConnection connection : connections) {
				assertAnsweredOrEnded(connection);
			}
			assertThat(ask()).isEqualTo(this.predecessor.pid());
			assertThat(held.finish()).isEqualTo(this.predecessor.pid());
		}
		finally {
			connections.forEach(HttpConnection::close);
		}
		rig.awaitServingAgain(this.predecessor);
		rig.startLoad();
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenSuccessorHasASuccessorThenThePredecessorDoesNotComeBack() throws Exception {
		int generation = rig.view().generation();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess successor = rig.start();
			rig.awaitServing(successor, generation + 1);
			Hold hold = rig.hold();
			ApplicationProcess third = rig.start(hold.argument());
			successor.awaitLine("is starting; 1 listener passed", Rig.LONG);
			await().atMost(Rig.LONG).until(() -> this.predecessor.listeningSockets().isEmpty());
			successor.signal(ProcessSignal.KILL);
			hold.release();
			rig.awaitServing(third, generation + 2);
			this.predecessor.awaitLine("Successor left while this process drains", Rig.LONG);
			assertThat(held.finish()).isEqualTo(this.predecessor.pid());
			assertThat(this.predecessor.awaitExit(Rig.LONG)).isZero();
			rig.awaitServing(third, generation + 2);
		}
	}

	@Test
	void whenSuccessorEndsOnPurposeThenThePredecessorEndsToo() throws Exception {
		int generation = rig.view().generation();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess successor = rig.start();
			rig.awaitServing(successor, generation + 1);
			awaitDraining();
			successor.signal(ProcessSignal.TERM);
			successor.awaitExit(Rig.LONG);
			this.predecessor.awaitLine("Successor left while this process drains: ENDED", Rig.LONG);
			assertThat(held.finish()).isEqualTo(this.predecessor.pid());
			assertThat(this.predecessor.awaitExit(Rig.LONG)).isZero();
		}
		assertThat(rig.alive()).isEmpty();
	}

	@Test
	void whenPredecessorIsToEndThenItServesThoseWhoWaitAndEnds() throws Exception {
		int generation = rig.view().generation();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess successor = rig.start();
			rig.awaitServing(successor, generation + 1);
			awaitDraining();
			this.predecessor.signal(ProcessSignal.TERM);
			await().atMost(Rig.LONG).until(() -> Holdings.threads(this.predecessor).containsKey("SpringApplicati"));
			Freeze.freeze(successor);
			try (HttpConnection waiting = rig.send("GET /whoami HTTP/1.1\r\nHost: test\r\n\r\n")) {
				successor.signal(ProcessSignal.KILL);
				assertThat(waiting.receive(Rig.LONG).answerer().pid()).isEqualTo(this.predecessor.pid());
			}
			assertThat(held.finish()).isEqualTo(this.predecessor.pid());
			this.predecessor.awaitExit(Rig.LONG);
		}
		assertThat(rig.alive()).isEmpty();
		assertThat(rig.controlSocket()).doesNotExist();
	}

	// It hears a moment after its successor that the cutover is done.
	private void awaitDraining() {
		this.predecessor.awaitLine("serves; draining", Rig.LONG);
	}

	// A signal takes a moment to arrive, in which it would accept one more connection.
	private static void kill(ApplicationProcess process) {
		Freeze.freeze(process);
		process.signal(ProcessSignal.KILL);
	}

	private static long ask() throws RequestFailedException {
		try (HttpConnection connection = HttpConnection.open(Rig.HOST, rig.port(), Rig.LONG)) {
			return connection.get("/whoami", Rig.LONG).answerer().pid();
		}
	}

	private void assertAnsweredOrEnded(HttpConnection connection) {
		try {
			assertThat(connection.get("/whoami", Duration.ofSeconds(30)).answerer().pid())
				.isEqualTo(this.predecessor.pid());
		}
		catch (RequestFailedException ex) {
			assertThat(ex.getOutcome()).isNotIn(Outcome.TIMEOUT, Outcome.WRONG_BODY, Outcome.EARLY_END);
		}
	}

}
