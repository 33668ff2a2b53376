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

package io.gracefulrestart.handoff;

import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Molds;
import io.gracefulrestart.fd.SocketDescription;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for a whole handoff, both ends over a real control socket.
 */
@ExtendWith(LeakCheck.class)
class HandoffTests {

	@TempDir
	private Path directory;

	@Test
	void successorTakesOverAndPredecessorDrains() throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(this.directory.resolve("demo.sock"));
				TestSuccessor successor = TestSuccessor.connect(predecessor.socket)) {
			assertThat(successor.welcome()).satisfies((welcome) -> {
				assertThat(welcome.generation()).isEqualTo(4);
				assertThat(welcome.pid()).isEqualTo(TestPredecessor.DEAD_PID);
				assertThat(welcome.startedAt()).isEqualTo(Instant.ofEpochSecond(1_700_000_000));
				assertThat(welcome.firstStartedAt()).isEqualTo(Instant.EPOCH);
			});
			predecessor.expect("hello");
			ReadyResult ready = successor.ready();
			assertThat(ready).isEqualTo(new ReadyResult.Committed());
			predecessor.expect("ready", "stop");
			// COMMIT can be read before the one who sends it has noted so.
			await().until(() -> predecessor.handoff().phase() == PredecessorPhase.AWAITING_SERVING);
			assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
			predecessor.expect("serving");
			HandoffRecord handoff = predecessor.handoff().drained(new DrainCounts(5, 1, 0), Map.of());
			predecessor.handoff().released();
			List<Progress> progress = new ArrayList<>();
			DrainResult drained = successor.awaitDrained(new DrainListener() {

				@Override
				public void onProgress(Progress step) {
					progress.add(step);
				}

			});
			assertThat(progress).containsOnly(new Progress(1, 2, Instant.EPOCH, null));
			assertThat(drained).isInstanceOfSatisfying(DrainResult.Drained.class, (result) -> {
				assertThat(result.counts()).isEqualTo(new DrainCounts(5, 1, 0));
				assertThat(result.handoff()).isEqualTo(handoff);
			});
			assertThat(handoff.outcome()).isEqualTo(HandoffOutcome.SUCCEEDED);
			assertThat(handoff.predecessorGeneration()).isEqualTo(3);
			assertThat(handoff.successorGeneration()).isEqualTo(4);
			assertThat(handoff.successorPid()).isEqualTo(ProcessHandle.current().pid());
			assertThat(handoff.phases()).containsOnlyKeys("start", "state", "listeners", "cutover", "connections")
				.allSatisfy((phase, duration) -> assertThat(duration).isPositive());
		}
	}

	@Test
	void passedListenerAcceptsAndIsTheSameSocket() throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(this.directory.resolve("demo.sock"));
				TestSuccessor successor = TestSuccessor.connect(predecessor.socket)) {
			PassedListener passed = successor.listeners().get(0);
			assertThat(passed.name()).isEqualTo("http");
			assertThat(passed.descriptor().inode()).isEqualTo(predecessor.listener.inode());
			InetSocketAddress address = (InetSocketAddress) SocketDescription.of(passed.descriptor()).localAddress();
			try (ServerSocketChannel channel = Molds.listener(passed.descriptor());
					SocketChannel client = SocketChannel.open(address);
					SocketChannel accepted = channel.accept()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			}
		}
	}

	@Test
	void controlListenerGoesOnToTheSuccessorAndItsPathStays() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (TestPredecessor predecessor = new TestPredecessor(path);
				TestSuccessor successor = TestSuccessor.connect(predecessor.socket)) {
			successor.ready();
			successor.serving();
			predecessor.expect("hello", "ready", "stop", "serving");
			predecessor.handoff().drained(new DrainCounts(0, 0, 0), Map.of());
			predecessor.handoff().released();
			predecessor.server.close();
			assertThat(ControlListener.isLive(path)).isTrue();
			try (TestPredecessor next = new TestPredecessor(this.directory.resolve("unused.sock"));
					ControlServer server = new ControlServer(ControlListener.adopt(successor.takeControlListener()),
							TestPredecessor.PROCESS, next, TestPredecessor.TIMEOUTS)) {
				server.start();
				try (TestSuccessor third = TestSuccessor.connect(successor.socket)) {
					next.expect("hello");
					assertThat(third.listeners()).hasSize(1);
				}
				next.expect("failed DIED");
			}
			assertThat(path).exists();
			successor.socket.remove();
			assertThat(path).doesNotExist();
		}
	}

	@Test
	void fiftyGenerationsFollowEachOtherOnTheSameSockets() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		TestPredecessor serving = new TestPredecessor(path);
		long listener = serving.listener.inode();
		Object file = serving.socket.key();
		for (int generation = 4; generation <= 53; generation++) {
			try (TestSuccessor successor = TestSuccessor.connect(ControlSocket.at(path))) {
				assertThat(successor.welcome().generation()).isEqualTo(generation);
				assertThat(successor.welcome().history()).hasSize(Math.min(generation - 4, Offer.HISTORY));
				successor.ready();
				assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
				serving.expect("hello", "ready", "stop", "serving");
				List<HandoffRecord> history = new ArrayList<>(serving.handoffs);
				history.add(serving.handoff().drained(new DrainCounts(generation, 0, 0), Map.of()));
				serving.handoff().released();
				serving.leave();
				serving = new TestPredecessor(successor, history);
			}
			assertThat(serving.listener.inode()).isEqualTo(listener);
			assertThat(serving.socket.key()).isEqualTo(file);
		}
		assertThat(serving.handoffs.get(49).successorGeneration()).isEqualTo(53);
		serving.close();
		assertThat(path).doesNotExist();
	}

	@Test
	void predecessorAcceptsNoMoreOnTheControlSocketAfterTheCutover() throws Exception {
		try (TestPredecessor predecessor = new TestPredecessor(this.directory.resolve("demo.sock"))) {
			try (TestSuccessor successor = TestSuccessor.connect(predecessor.socket)) {
				successor.ready();
				successor.serving();
				predecessor.expect("hello", "ready", "stop", "serving");
			}
			await().atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(LeakCheck.threads()).doesNotContain("graceful-restart-control"));
			// The successor is gone: whoever comes next must not find a socket where
			// nobody
			// answers.
			await().atMost(Duration.ofSeconds(5))
				.untilAsserted(() -> assertThat(ControlListener.isLive(predecessor.socket.path())).isFalse());
		}
	}

}
