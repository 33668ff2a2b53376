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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.drain.Door;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.handoff.ControlServer;
import io.gracefulrestart.handoff.ControlSocket;
import io.gracefulrestart.handoff.DrainListener;
import io.gracefulrestart.handoff.DrainResult;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffTimeouts;
import io.gracefulrestart.handoff.Hello;
import io.gracefulrestart.handoff.PassedListener;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.handoff.ReadyResult;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.handoff.ServingProcess;
import io.gracefulrestart.handoff.ServingResult;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.handoff.SuccessorRollback;
import io.gracefulrestart.handoff.Takeover;
import io.gracefulrestart.handoff.TakeoverResult;
import io.gracefulrestart.handoff.VersionRange;
import io.gracefulrestart.time.Deadline;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PredecessorRole}, at a real control socket. It pretends to be another
 * process than its successor, which is this one.
 * <p>
 * Long, because each change of state has its test.
 */
@Timeout(30)
class PredecessorRoleTests {

	// No process has it: it is above the kernel's limit, 2^22.
	private static final long OTHER_PID = 1L << 23;

	@TempDir
	private Path directory;

	private Path path;

	private TestCore parts;

	private Core core;

	private PredecessorRole role;

	private ControlServer server;

	@BeforeEach
	void serve() throws IOException {
		this.path = this.directory.resolve("demo.sock");
		serve(TestCore.settings(this.path));
	}

	private void serve(LifecycleSettings settings) throws IOException {
		this.parts = new TestCore(settings);
		this.core = this.parts.core();
		this.role = new PredecessorRole(this.core, new Ending(this.core),
				new Restarts(this.core, () -> null, () -> null));
		this.parts.listen();
		this.core.gate().open();
		this.core.states().change(State.STARTING, State.SERVING);
		this.server = new ControlServer(ControlSocket.at(this.path).bind().orElseThrow(),
				new ServingProcess("demo", 1, OTHER_PID, Processes.uid(), Instant.now(), Instant.now()), this.role,
				HandoffTimeouts.DEFAULTS);
		this.server.start();
	}

	@AfterEach
	void close() {
		this.server.close();
		this.core.listeners().close();
	}

	@Test
	void passesItsListenersAndDrainsWhenTheSuccessorServes() throws Exception {
		SuccessorConversation successor = connect();
		assertThat(successor.listeners()).extracting(PassedListener::name).containsExactly("http");
		assertThat(this.core.states().state()).isEqualTo(State.HANDING_OFF);
		assertThat(this.role.successor()).extracting(Peer::pid, Peer::phase)
			.containsExactly(ProcessHandle.current().pid(), Peer.Phase.STARTING);
		assertThat(this.core.gate().isOpen()).isTrue();
		assertThat(successor.ready(Duration.ZERO, soon())).isInstanceOf(ReadyResult.Committed.class);
		assertThat(this.core.gate().isOpen()).isFalse();
		assertThat(successor.serving(Map.of(), Set.of(), soon())).isEqualTo(new ServingResult.Confirmed());
		DrainResult drained = successor.awaitDrained(new DrainListener() {

			@Override
			public void onProgress(Progress progress) {
			}

		}, soon());
		assertThat(drained).isInstanceOf(DrainResult.Drained.class);
		this.parts.application.expect("refuse traffic", "exit 0");
		assertThat(this.core.chain().count(HandoffOutcome.SUCCEEDED)).isEqualTo(1);
		assertThat(this.role.isPassedOn()).isTrue();
		close(successor);
	}

	@Test
	void standsByAfterTheDrainAndServesAgainWhenTheSuccessorGivesBack() throws Exception {
		close();
		this.path = this.directory.resolve("probation.sock");
		serve(TestCore.onProbation(this.path, Duration.ofMinutes(5)));
		SuccessorConversation successor = drained();
		Awaitility.await().until(() -> this.core.states().state() == State.STANDBY);
		assertThat(this.core.listeners().all()).hasSize(1);
		assertThat(this.core.gate().isOpen()).isFalse();
		assertThat(this.role.probationEnds()).isNotNull();
		SuccessorRollback rollback = successor.rollback();
		CompletableFuture<DrainResult> following = CompletableFuture.supplyAsync(() -> follow(successor));
		rollback.ask("sick", soon());
		assertThat(this.core.gate().isOpen()).isTrue();
		Awaitility.await().until(() -> this.core.states().state() == State.SERVING);
		assertThat(this.role.isPassedOn()).isFalse();
		assertThat(this.core.chain().count(HandoffOutcome.SUCCEEDED)).isZero();
		assertThat(this.core.chain().last()).satisfies((handoff) -> {
			assertThat(handoff.outcome()).isEqualTo(HandoffOutcome.ROLLED_BACK);
			assertThat(handoff.reason()).contains("sick");
		});
		this.parts.application.expect("refuse traffic", "accept traffic");
		close(successor);
		Awaitility.await().until(following::isDone);
	}

	@Test
	void endsWhenTheProbationIsOver() throws Exception {
		close();
		this.path = this.directory.resolve("probation.sock");
		serve(TestCore.onProbation(this.path, Duration.ofMillis(300)));
		SuccessorConversation successor = drained();
		assertThat(follow(successor)).isInstanceOf(DrainResult.Released.class);
		this.parts.application.expect("refuse traffic", "exit 0");
		assertThat(this.core.listeners().all()).isEmpty();
		close(successor);
	}

	@Test
	void endsAtOnceWhenTheSuccessorHasPassedEverythingOn() throws Exception {
		close();
		this.path = this.directory.resolve("probation.sock");
		serve(TestCore.onProbation(this.path, Duration.ofMinutes(5)));
		SuccessorConversation successor = drained();
		successor.settle(soon());
		assertThat(follow(successor)).isInstanceOf(DrainResult.Released.class);
		this.parts.application.expect("refuse traffic", "exit 0");
		close(successor);
	}

	@Test
	void endsAtOnceWhenItIsToldToWhileItStandsBy() throws Exception {
		close();
		this.path = this.directory.resolve("probation.sock");
		serve(TestCore.onProbation(this.path, Duration.ofMinutes(5)));
		SuccessorConversation successor = drained();
		Awaitility.await().until(() -> this.core.states().state() == State.STANDBY);
		this.role.dismiss();
		assertThat(follow(successor)).isInstanceOf(DrainResult.Released.class);
		this.parts.application.expect("refuse traffic", "exit 0");
		close(successor);
	}

	private SuccessorConversation drained() throws Exception {
		SuccessorConversation successor = connect();
		assertThat(successor.ready(Duration.ZERO, soon())).isInstanceOf(ReadyResult.Committed.class);
		assertThat(successor.serving(Map.of(), Set.of(), soon())).isEqualTo(new ServingResult.Confirmed());
		assertThat(follow(successor)).isInstanceOf(DrainResult.Drained.class);
		return successor;
	}

	private static DrainResult follow(SuccessorConversation successor) {
		try {
			return successor.awaitDrained(new DrainListener() {
			}, soon());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Test
	void acceptsAgainWhenTheSuccessorLeavesAfterTheCommit() throws Exception {
		SuccessorConversation successor = connect();
		assertThat(successor.ready(Duration.ZERO, soon())).isInstanceOf(ReadyResult.Committed.class);
		successor.bye("cannot accept");
		Awaitility.await().until(() -> this.core.states().state() == State.SERVING && this.core.gate().isOpen());
		assertThat(this.core.chain().last()).satisfies((handoff) -> {
			assertThat(handoff.outcome()).isEqualTo(HandoffOutcome.FAILED);
			assertThat(handoff.reason()).contains("cannot accept");
		});
		assertThat(this.role.successor()).isNull();
		close(successor);
		close(connect());
	}

	@Test
	void secondSuccessorIsRefusedAndTheFirstGoesOn() throws Exception {
		SuccessorConversation first = connect();
		assertThat(attempt()).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).isEqualTo(RefusalReason.BUSY));
		assertThat(first.ready(Duration.ZERO, soon())).isInstanceOf(ReadyResult.Committed.class);
		close(first);
	}

	@Test
	void refusesWhileItDrains() throws Exception {
		this.core.states().change(State.SERVING, State.DRAINING);
		assertThat(attempt()).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.reason()).isEqualTo(RefusalReason.DRAINING);
			assertThat(refused.text()).contains("is DRAINING");
		});
		Awaitility.await().until(() -> this.core.chain().count(HandoffOutcome.REFUSED) == 1);
	}

	@Test
	void refusesWhereTakeoverIsNever() throws Exception {
		close();
		this.path = this.directory.resolve("never.sock");
		serve(TestCore.settings(this.path, LifecycleSettings.Takeover.NEVER, Duration.ofSeconds(10)));
		assertThat(attempt()).isInstanceOfSatisfying(Refused.class,
				(refused) -> assertThat(refused.reason()).isEqualTo(RefusalReason.NOT_ALLOWED));
		assertThat(this.core.states().state()).isEqualTo(State.SERVING);
	}

	@Test
	void servesOnIfAListenerCannotBeDuplicated() throws Exception {
		this.core.listeners().all().get(0).close();
		assertThat(attempt()).isInstanceOfSatisfying(Refused.class, (refused) -> {
			assertThat(refused.reason()).isEqualTo(RefusalReason.FAILED);
			assertThat(refused.text()).contains("listeners cannot be passed");
		});
		assertThat(this.core.states().state()).isEqualTo(State.SERVING);
	}

	@Test
	void triesOnWithAListenerThatDoesNotAcceptAgain() throws Exception {
		FailingDoor door = new FailingDoor();
		this.core.gate().add(door);
		SuccessorConversation successor = connect();
		assertThat(successor.ready(Duration.ZERO, soon())).isInstanceOf(ReadyResult.Committed.class);
		door.failures = 2;
		successor.bye("cannot accept");
		Awaitility.await().until(() -> door.open);
		assertThat(this.core.gate().isOpen()).isTrue();
		close(successor);
	}

	@Test
	void endsBesideASuccessorThatHasTheListeners() throws Exception {
		SuccessorConversation successor = connect();
		assertThat(this.role.endBeside()).isTrue();
		assertThat(this.role.isPassedOn()).isTrue();
		assertThat(this.core.states().state()).isEqualTo(State.DRAINING);
		this.role.resumeAccepting("must not");
		this.role.onServing();
		assertThat(this.role.endBeside()).isFalse();
		close(successor);
	}

	@Test
	void workIsNotBegunAgainWhenOneThatGaveBackLeavesAfterAnotherHandoff() throws Exception {
		SuccessorConversation successor = connect();
		assertThat(successor.ready(Duration.ZERO, soon())).isInstanceOf(ReadyResult.Committed.class);
		assertThat(successor.serving(Map.of(), Set.of(), soon())).isEqualTo(new ServingResult.Confirmed());
		assertThat(this.parts.application.work.poll(10, TimeUnit.SECONDS)).isEqualTo("stop");
		// The successor before this one, which had rolled back, has drained only now.
		this.role.onReturned();
		CountDownLatch done = new CountDownLatch(1);
		this.core.servingOnly().stop(done::countDown);
		assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
		assertThat(this.parts.application.work).containsExactly("stop");
		close(successor);
	}

	@Test
	void doesNotEndBesideNobody() {
		assertThat(this.role.endBeside()).isFalse();
		assertThat(this.core.states().state()).isEqualTo(State.SERVING);
	}

	private TakeoverResult attempt() throws IOException {
		return Takeover.attempt(ControlSocket.at(this.path),
				new Hello(VersionRange.SUPPORTED, "demo", ProcessHandle.current().pid(), null, 100, List.of()), soon());
	}

	private SuccessorConversation connect() throws IOException {
		TakeoverResult result = attempt();
		assertThat(result).isInstanceOf(TakeoverResult.Connected.class);
		return ((TakeoverResult.Connected) result).conversation();
	}

	private static void close(SuccessorConversation successor) {
		successor.close();
		successor.listeners().forEach(PassedListener::close);
		successor.controlListener().close();
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(10));
	}

	/**
	 * Fails to open as often as it is told to.
	 */
	private static final class FailingDoor implements Door {

		private volatile int failures;

		private volatile boolean open;

		@Override
		public String name() {
			return "http";
		}

		@Override
		public synchronized void open() {
			if (this.failures > 0) {
				this.failures--;
				throw new IllegalStateException("no descriptor left");
			}
			this.open = true;
		}

		@Override
		public void close() {
			this.open = false;
		}

	}

}
