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

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The handoff with {@code graceful-restart.listener.mode: reuse-port}: the conversation
 * is the same, but each process has a listener of its own, with a queue of its own.
 */
@Timeout(180)
@SuppressWarnings("try")
class SharedPortIntegrationTests {

	private static final String MODE = "--graceful-restart.listener.mode=";

	@RegisterExtension
	static final Rig rig = new Rig(Stream.concat(Stream.of(MODE + "reuse-port"), Arrays.stream(HeldRequest.arguments()))
		.toArray(String[]::new));

	// Each test has used the control socket that the one before has left.
	@AfterAll
	static void theNextHandoffWorks() {
		rig.handOver();
	}

	@Test
	void eachGenerationHasAListenerOfItsOwn() {
		ApplicationProcess predecessor = rig.serving();
		long inode = rig.view().listener("http").inode();
		rig.handOver();
		assertThat(rig.view().listener("http").origin()).isEqualTo("REUSE_PORT");
		assertThat(rig.view().listener("http").inode()).isNotEqualTo(inode);
		assertThat(String.join("\n", predecessor.output())).contains("Leaving the shared port of listener http",
				"new connections go to the others", "Left the shared port of listener 'http'");
		assertThat(rig.view().lastConnections("http").get("moved")).isPositive();
		rig.load().assertFlawless();
	}

	@Test
	void whenThePredecessorHasBoundThePortForItselfThenItIsFollowedAllTheSame() {
		rig.load().stop();
		ApplicationProcess last = rig.serving();
		last.signal(ProcessSignal.TERM);
		last.awaitExit(Rig.LONG);
		ApplicationProcess bound = rig.start(MODE + "bind");
		rig.awaitServing(bound, 1);
		assertThat(rig.view().listener("http").origin()).isEqualTo("BIND");
		rig.startLoad();
		rig.handOver();
		assertThat(rig.view().listener("http").origin()).isEqualTo("REUSE_PORT");
		// And back.
		rig.handOver(MODE + "auto");
		assertThat(rig.view().listener("http").origin()).isEqualTo("HANDOFF");
		rig.handOver();
		assertThat(rig.view().listener("http").origin()).isEqualTo("REUSE_PORT");
		rig.load().assertFlawless();
	}

	@Test
	void whenOneJoinsAndAnotherLeavesWhileThePredecessorDrainsThenNobodyIsLost() throws Exception {
		ApplicationProcess first = rig.serving();
		int generation = rig.view().generation();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess second = rig.start();
			// Until it has left, both take connections in.
			first.awaitLine("Leaving the shared port", Rig.LONG);
			rig.awaitServing(second, generation + 1);
			ApplicationProcess third = rig.start();
			rig.succeed(second, third);
			rig.load().awaitAnswers();
			assertThat(held.finish()).isEqualTo(first.pid());
			assertThat(first.awaitExit(Rig.LONG)).isZero();
		}
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	@Test
	void whenThePredecessorIsKilledBeforeReadyThenWhoWaitsInItsQueueIsServed() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		rig.load().stop();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument());
		successor.awaitReady(Rig.LONG);
		Freeze.freeze(predecessor);
		try (Queued queued = new Queued(rig)) {
			predecessor.signal(ProcessSignal.KILL);
			hold.release();
			queued.assertAnsweredBy(successor);
		}
		rig.awaitServing(successor, generation + 1);
		// The socket has come from the predecessor.
		assertThat(rig.view().listener("http").origin()).isEqualTo("HANDOFF");
		rig.startLoad();
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenThePredecessorIsKilledAfterCommitThenWhoWaitsInItsQueueIsServed() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		rig.load().stop();
		Relay relay = rig.relay(Frame.COMMIT);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		try (Queued queued = new Queued(rig)) {
			predecessor.signal(ProcessSignal.KILL);
			relay.pass();
			queued.assertAnsweredBy(successor);
		}
		successor.awaitLine("served 5 connections that waited at its listeners", Rig.LONG);
		rig.awaitServing(successor, generation + 1);
		assertThat(rig.view().listener("http").origin()).isEqualTo("REUSE_PORT");
		rig.startLoad();
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenThePredecessorIsToldToEndBeforeTheSuccessorIsReadyThenWhoWaitsIsServed() {
		ApplicationProcess predecessor = rig.serving();
		int generation = rig.view().generation();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument());
		successor.awaitReady(Rig.LONG);
		predecessor.signal(ProcessSignal.TERM);
		predecessor.awaitExit(Rig.LONG);
		try (Queued queued = new Queued(rig)) {
			hold.release();
			queued.assertAnsweredBy(successor);
		}
		rig.awaitServing(successor, generation + 1);
		rig.load().assertFlawless();
	}

	@Test
	void whenTheSuccessorIsKilledThenThePredecessorTakesConnectionsInAgain() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		rig.load().stop();
		int generation = rig.view().generation();
		try (HeldRequest held = new HeldRequest(rig)) {
			ApplicationProcess successor = rig.start();
			predecessor.awaitLine("Leaving the shared port", Rig.LONG);
			rig.awaitServing(successor, generation + 1);
			successor.signal(ProcessSignal.KILL);
			successor.awaitExit(Rig.LONG);
			rig.awaitServingAgain(predecessor);
			assertThat(held.finish()).isEqualTo(predecessor.pid());
		}
		await().atMost(Rig.LONG).until(() -> rig.alive().equals(List.of(predecessor)));
		rig.startLoad();
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenTheSuccessorDoesNotGetReadyThenNothingHasChanged() {
		ApplicationProcess predecessor = rig.serving();
		ApplicationProcess successor = rig.start("--sample.exit-before-ready=3");
		successor.awaitExit(Rig.LONG);
		rig.load().awaitAnswers();
		assertThat(rig.view().pid()).isEqualTo(predecessor.pid());
		rig.load().assertFlawless();
	}

}
