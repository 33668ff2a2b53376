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
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import io.gracefulrestart.fd.Molds;
import io.gracefulrestart.fd.SocketDescription;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that a predecessor in another process is killed, or stopped for a while, at each
 * step.
 */
@ExtendWith(LeakCheck.class)
class OtherProcessTests {

	@TempDir
	private Path directory;

	private ControlSocket socket;

	@BeforeEach
	void createSocket() throws Exception {
		this.socket = ControlSocket.at(this.directory.resolve("demo.sock"));
	}

	@Test
	void killedBeforeWelcomeThereIsNoPredecessor() throws Exception {
		try (OtherProcess predecessor = predecessor("hello")) {
			Thread killing = new Thread(() -> {
				try {
					predecessor.expect("hello").kill();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			killing.start();
			assertThat(Takeover.attempt(this.socket, TestSuccessor.HELLO, TestSuccessor.soon()))
				.isInstanceOf(TakeoverResult.NoPredecessor.class);
			killing.join();
		}
		try (io.gracefulrestart.fd.ControlListener listener = this.socket.bind().orElseThrow()) {
			assertThat(listener).isNotNull();
		}
		this.socket.remove();
	}

	@Test
	void killedBeforeReadyItsQueueIsServedByTheSuccessor() throws Exception {
		try (OtherProcess predecessor = predecessor("none");
				TestSuccessor successor = TestSuccessor.connect(this.socket)) {
			try (SocketChannel client = connect(successor)) {
				predecessor.kill();
				assertThat(successor.ready()).isInstanceOfSatisfying(PredecessorGone.class, (gone) -> {
					assertThat(gone.departure()).isEqualTo(Departure.DIED);
					assertThat(gone.handoff().predecessorPid()).isEqualTo(predecessor.pid());
				});
				assertAccepts(successor, client);
			}
			try (SocketChannel later = connect(successor)) {
				assertAccepts(successor, later);
			}
		}
	}

	@Test
	void killedBetweenReadyAndCommitItsQueueIsServedByTheSuccessor() throws Exception {
		try (OtherProcess predecessor = predecessor("stop");
				TestSuccessor successor = TestSuccessor.connect(this.socket);
				SocketChannel client = connect(successor)) {
			Thread killing = new Thread(() -> {
				try {
					predecessor.expect("stop").kill();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			});
			killing.start();
			assertThat(successor.ready()).isInstanceOf(PredecessorGone.class);
			killing.join();
			assertAccepts(successor, client);
		}
	}

	@Test
	void killedAfterCommitTheSuccessorServes() throws Exception {
		try (OtherProcess predecessor = predecessor("none");
				TestSuccessor successor = TestSuccessor.connect(this.socket)) {
			assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
			predecessor.kill();
			assertThat(successor.serving()).isInstanceOf(PredecessorGone.class);
		}
	}

	@Test
	void killedDuringItsDrainTheSuccessorHearsOfItAtOnce() throws Exception {
		try (OtherProcess predecessor = predecessor("none");
				TestSuccessor successor = TestSuccessor.connect(this.socket)) {
			successor.ready();
			assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
			predecessor.kill();
			assertThat(successor.awaitDrained(new DrainListener() {
			})).isInstanceOfSatisfying(PredecessorGone.class,
					(gone) -> assertThat(gone.departure()).isEqualTo(Departure.DIED));
		}
	}

	@Test
	void stoppedBeforeCommitItServesOnWhenItRunsAgain() throws Exception {
		try (OtherProcess predecessor = predecessor("none")) {
			try (TestSuccessor successor = TestSuccessor.connect(this.socket)) {
				predecessor.freeze();
				assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(
						() -> successor.conversation.ready(Duration.ZERO, Deadline.after(Duration.ofMillis(300))));
			}
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(
					() -> Takeover.attempt(this.socket, TestSuccessor.HELLO, Deadline.after(Duration.ofMillis(300))))
				.withMessageEndingWith("did not answer HELLO; it may be stopped");
			predecessor.signal("CONT");
			// It finds the conversation closed before it has stopped anything.
			predecessor.expect("hello", "ready", "failed ENDED");
			try (TestSuccessor successor = TestSuccessor.connect(this.socket)) {
				assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
				assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
			}
		}
	}

	@Test
	void stoppedAfterCommitItHearsThatTheSuccessorServesWhenItRunsAgain() throws Exception {
		try (OtherProcess predecessor = predecessor("none");
				TestSuccessor successor = TestSuccessor.connect(this.socket)) {
			assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
			predecessor.freeze();
			// Longer than the predecessor waits for SERVING.
			assertThat(successor.conversation.serving(Map.of(), Set.of(), Deadline.after(Duration.ofMillis(1500))))
				.isEqualTo(new ServingResult.Unconfirmed());
			predecessor.signal("CONT");
			predecessor.expect("hello", "ready", "stop", "serving");
			assertThat(successor.conversation.awaitDrained(new DrainListener() {
			}, Deadline.after(Duration.ofMillis(100)))).isEqualTo(new DrainResult.Overdue());
		}
	}

	private OtherProcess predecessor(String hang) throws Exception {
		return OtherProcess.java(PredecessorMain.class, this.socket.path().toString(), hang).expect("up");
	}

	private static SocketChannel connect(TestSuccessor successor) throws Exception {
		return SocketChannel
			.open((InetSocketAddress) SocketDescription.of(successor.listeners().get(0).descriptor()).localAddress());
	}

	private static void assertAccepts(TestSuccessor successor, SocketChannel client) throws Exception {
		try (ServerSocketChannel channel = Molds.listener(successor.listeners().get(0).descriptor());
				SocketChannel accepted = channel.accept()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
		}
	}

}
