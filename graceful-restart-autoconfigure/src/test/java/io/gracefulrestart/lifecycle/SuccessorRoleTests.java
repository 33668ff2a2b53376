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

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.drain.Door;
import io.gracefulrestart.handoff.DrainCounts;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.RefusalReason;
import io.gracefulrestart.handoff.Refused;
import io.gracefulrestart.handoff.TestPredecessor;
import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.Origin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SuccessorRole}, as part of the lifecycle of a process that finds a
 * predecessor.
 * <p>
 * Long, because each change of state has its test.
 */
@Timeout(30)
class SuccessorRoleTests {

	@TempDir
	private Path directory;

	private TestPredecessor predecessor;

	private TestCore parts;

	private GracefulRestartLifecycle lifecycle;

	@BeforeEach
	void begin() throws Exception {
		Path socket = this.directory.resolve("demo.sock");
		this.predecessor = new TestPredecessor(socket);
		begin(TestCore.settings(socket));
	}

	private void begin(LifecycleSettings settings) throws Exception {
		start(settings);
		this.predecessor.expect("hello");
		this.parts.application.expect("TAKING_OVER");
	}

	private void start(LifecycleSettings settings) {
		this.parts = new TestCore(settings);
		this.lifecycle = this.parts.lifecycle();
		this.lifecycle.begin();
	}

	@AfterEach
	void close() {
		this.lifecycle.close();
		this.predecessor.close();
	}

	@Test
	void servesFromTheMomentThePredecessorHasStopped() throws Exception {
		assertThat(this.lifecycle.state()).isEqualTo(State.TAKING_OVER);
		assertThat(this.lifecycle.generation()).isEqualTo(4);
		Listener listener = this.parts.listen();
		assertThat(listener.origin()).isEqualTo(Origin.HANDOFF);
		assertThat(this.parts.gate.isOpen()).isFalse();
		assertThat(this.lifecycle.report().predecessor()).extracting(Peer::generation, Peer::phase)
			.containsExactly(3, Peer.Phase.SERVING);
		this.lifecycle.ready();
		this.predecessor.expect("ready", "stop", "serving");
		this.parts.application.expect("warm up /warm", "SERVING");
		assertThat(this.parts.gate.isOpen()).isTrue();
		this.predecessor.handoff().drained(new DrainCounts(5, 0, 0), Map.of());
		this.predecessor.handoff().released();
		Awaitility.await().until(() -> this.lifecycle.report().predecessor() == null);
		assertThat(this.lifecycle.figures().handoffs(HandoffOutcome.SUCCEEDED)).isEqualTo(1);
		assertThat(this.lifecycle.figures().lastHandoff()).extracting(HandoffRecord::successorGeneration).isEqualTo(4);
		assertThat(this.lifecycle.isHandoffPossible()).isTrue();
	}

	@Test
	void endsWithAnErrorIfThePredecessorRefusesWhenItIsReady() throws Exception {
		assertThat(this.predecessor.handoff().callOff(new Refused(RefusalReason.BUSY, "changed its mind"))).isTrue();
		this.lifecycle.ready();
		this.parts.application.expect("warm up /warm", "STOPPED", "exit 1");
		assertThat(this.parts.gate.isOpen()).isFalse();
		assertThat(this.parts.listeners.all()).isEmpty();
	}

	@Test
	void endsWithAnErrorIfTheApplicationIsNotReadyInTime() throws Exception {
		this.lifecycle.close();
		this.predecessor.expect("failed");
		start(TestCore.settings(this.directory.resolve("demo.sock"), Takeover.ALLOWED, Duration.ofMillis(50)));
		this.parts.application.expect("TAKING_OVER", "STOPPED", "exit 1");
		this.predecessor.expect("hello", "failed");
		this.lifecycle.ready();
		assertThat(this.lifecycle.state()).isEqualTo(State.STOPPED);
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void whenThePredecessorHasLeftThenTheApplicationMayTakeLonger(CapturedOutput output) throws Exception {
		this.lifecycle.close();
		this.predecessor.expect("failed");
		begin(TestCore.settings(this.directory.resolve("demo.sock"), Takeover.ALLOWED, Duration.ofSeconds(2)));
		assertThat(this.predecessor.handoff().leave("process ends")).isTrue();
		Awaitility.await().until(() -> output.getAll().contains("although it takes longer than 2000 ms"));
		assertThat(this.lifecycle.state()).isEqualTo(State.TAKING_OVER);
		assertThat(this.parts.application.events).isEmpty();
		this.lifecycle.ready();
		this.parts.application.expect("warm up /warm", "SERVING");
	}

	@Test
	void predecessorMayTakeLongerToDrainThanThisProcessWould() throws Exception {
		this.lifecycle.ready();
		this.predecessor.expect("ready", "stop", "serving");
		Awaitility.await().until(() -> {
			Peer peer = this.lifecycle.report().predecessor();
			return peer != null && peer.drain() != null;
		});
		this.predecessor.handoff().drained(new DrainCounts(5, 0, 0), Map.of());
		Awaitility.await().until(() -> this.lifecycle.figures().handoffs(HandoffOutcome.SUCCEEDED) == 1);
	}

	@Test
	void shutdownBeforeItIsReadyLeavesThePredecessorServing() throws Exception {
		this.lifecycle.shutdown();
		this.parts.application.expect("STOPPED");
		this.predecessor.expect("failed");
		assertThat(this.parts.application.events).isEmpty();
	}

	@Test
	void predecessorGoesOnIfTheGateCannotBeOpened() throws Exception {
		this.parts.gate.add(new Door() {

			@Override
			public String name() {
				return "http";
			}

			@Override
			public void open() {
				throw new IllegalStateException("no room");
			}

			@Override
			public void close() {
			}

		});
		this.lifecycle.ready();
		this.predecessor.expect("ready", "stop", "resume", "failed");
		this.parts.application.expect("warm up /warm", "SERVING", "DRAINING", "refuse traffic", "STOPPED", "exit 1");
		assertThat(this.parts.gate.isOpen()).isFalse();
	}

	@Test
	void isReadyOnlyWhenNothingIsInTheWay() throws Exception {
		this.parts.application.obstacles.addAll(List.of("db DOWN", "db DOWN", "GET /: 503"));
		this.lifecycle.ready();
		this.predecessor.expect("ready", "stop", "serving");
		assertThat(this.parts.application.obstacles).isEmpty();
		assertThat(this.predecessor.handoff().obstacle()).isEqualTo("GET /: 503");
	}

	@Test
	void endsWithTheObstacleAsReasonIfItDoesNotGoAwayInTime() throws Exception {
		this.lifecycle.close();
		this.predecessor.expect("failed");
		begin(TestCore.settings(this.directory.resolve("demo.sock"), Takeover.ALLOWED, Duration.ofSeconds(2)));
		this.parts.application.obstacles.addAll(Collections.nCopies(1000, "db DOWN"));
		this.lifecycle.ready();
		this.parts.application.expect("warm up /warm", "STOPPED", "exit 1");
		this.predecessor.expect("failed ENDED: successor (pid " + ProcessHandle.current().pid()
				+ ") ended before READY: not ready within 2000 ms; it waits for: db DOWN");
	}

	@Test
	void endsAtOnceIfThePredecessorCallsItOffMeanwhile() throws Exception {
		this.parts.application.obstacles.addAll(Collections.nCopies(1000, "db DOWN"));
		this.lifecycle.ready();
		Awaitility.await().until(() -> "db DOWN".equals(this.predecessor.handoff().obstacle()));
		assertThat(this.predecessor.handoff().callOff(new Refused(RefusalReason.BUSY, "changed its mind"))).isTrue();
		this.parts.application.expect("warm up /warm", "STOPPED", "exit 1");
	}

	@Test
	@ExtendWith(OutputCaptureExtension.class)
	void servesWhateverIsInTheWayIfNobodyElseDoes(CapturedOutput output) throws Exception {
		this.parts.listen();
		this.parts.application.obstacles.addAll(Collections.nCopies(1000, "db DOWN"));
		this.lifecycle.ready();
		Awaitility.await().until(() -> "db DOWN".equals(this.predecessor.handoff().obstacle()));
		assertThat(this.predecessor.handoff().leave("process ends")).isTrue();
		this.parts.application.expect("warm up /warm", "SERVING");
		Awaitility.await().until(this.parts.gate::isOpen);
		assertThat(output).contains("this process serves although it waits for: db DOWN");
	}

	@Test
	void servesAfterThePredecessorHasLeftBeforeTheCommit() throws Exception {
		this.parts.listen();
		assertThat(this.predecessor.handoff().leave("process ends")).isTrue();
		this.lifecycle.ready();
		this.parts.application.expect("warm up /warm", "SERVING");
		Awaitility.await().until(this.parts.gate::isOpen);
		Awaitility.await().until(() -> this.lifecycle.report().predecessor() == null);
	}

	@Test
	void whoAsksForARollbackIsAnsweredBeforeTheProcessEnds() throws Exception {
		serveOnProbation();
		this.predecessor.comesBack = true;
		CompletableFuture<RestartResult> result = CompletableFuture
			.supplyAsync(() -> this.lifecycle.rollBack("wrong prices"));
		this.predecessor.expect("rollback wrong prices");
		assertThat(this.parts.gate.isOpen()).isFalse();
		this.predecessor.handoff().servesAgain(Map.of());
		assertThat(result).succeedsWithin(Duration.ofSeconds(10))
			.extracting(RestartResult::outcome)
			.isEqualTo(RestartOutcome.ROLLED_BACK);
		this.parts.application.expect("DRAINING", "refuse traffic", "STOPPED", "exit 1");
		assertThat(this.parts.application.awaitedRequests).isTrue();
		assertThat(this.parts.gate.isOpen()).isFalse();
	}

	@Test
	void rollbackThatThePredecessorDeclinesLeavesThisProcessServing() throws Exception {
		serveOnProbation();
		assertThat(this.lifecycle.rollBack("wrong prices")).satisfies((result) -> {
			assertThat(result.outcome()).isEqualTo(RestartOutcome.REFUSED);
			assertThat(result.reason()).contains("it is not to come back any more");
		});
		assertThat(this.lifecycle.state()).isEqualTo(State.SERVING);
		assertThat(this.parts.gate.isOpen()).isTrue();
		assertThat(this.lifecycle.rollBack("again").outcome()).isEqualTo(RestartOutcome.REFUSED);
		assertThat(this.parts.gate.isOpen()).isTrue();
	}

	@Test
	void rollbackWhosePredecessorLeavesMeanwhileLeavesThisProcessServing() throws Exception {
		serveOnProbation();
		this.predecessor.comesBack = true;
		CompletableFuture<RestartResult> result = CompletableFuture
			.supplyAsync(() -> this.lifecycle.rollBack("wrong prices"));
		this.predecessor.expect("rollback wrong prices");
		this.predecessor.handoff().leave("process ends");
		assertThat(result).succeedsWithin(Duration.ofSeconds(10))
			.extracting(RestartResult::outcome)
			.isEqualTo(RestartOutcome.REFUSED);
		assertThat(this.lifecycle.state()).isEqualTo(State.SERVING);
		assertThat(this.parts.gate.isOpen()).isTrue();
	}

	@Test
	void applicationThatRefusesTrafficOnProbationGivesBack() throws Exception {
		this.predecessor.probationEnds = Instant.now().plusSeconds(300);
		this.predecessor.comesBack = true;
		serveOnProbation();
		this.lifecycle.unready("ReadinessState is REFUSING_TRAFFIC");
		this.predecessor.expect("rollback not ready any more: ReadinessState is REFUSING_TRAFFIC");
		this.predecessor.handoff().servesAgain(Map.of());
		this.parts.application.expect("DRAINING", "refuse traffic", "STOPPED", "exit 1");
	}

	@Test
	void applicationThatRefusesTrafficSinceItEndsDoesNotGiveBack() throws Exception {
		this.predecessor.probationEnds = Instant.now().plusSeconds(300);
		serveOnProbation();
		// In this order, as Spring Boot does it.
		this.lifecycle.unready("ReadinessState is REFUSING_TRAFFIC");
		this.lifecycle.shutdown();
		this.predecessor.expect("departed ENDED: application ends");
		Awaitility.await()
			.until(() -> Thread.getAllStackTraces()
				.keySet()
				.stream()
				.noneMatch((thread) -> thread.getName().equals("graceful-restart-unready")));
		this.predecessor.expect();
	}

	private void serveOnProbation() throws Exception {
		this.parts.listen();
		this.lifecycle.ready();
		this.predecessor.expect("ready", "stop", "serving");
		this.parts.application.expect("warm up /warm", "SERVING");
		Awaitility.await().until(() -> {
			Peer peer = this.lifecycle.report().predecessor();
			return peer != null && peer.drain() != null
					&& Objects.equals(peer.drain().probationEnds(), this.predecessor.probationEnds);
		});
	}

}
