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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.connection.Arrival;
import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.MovableSocket;
import io.gracefulrestart.connection.MovableSockets;
import io.gracefulrestart.connection.PassedConnection;
import io.gracefulrestart.fd.ConnectionMolds;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.time.Deadline;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link ConnectionTransfer} and {@link ConnectionReception}, with real
 * connections. Long, because the two ends only make sense together.
 */
@Timeout(30)
class ConnectionTransferTests {

	private static final Duration HELD = Duration.ofSeconds(2);

	// The common pool may have one thread only.
	private static final Executor THREADS = (task) -> new Thread(task).start();

	private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	private final List<SocketChannel> channels = new ArrayList<>();

	private final ConnectionMolds molds = new ConnectionMolds();

	@TempDir
	private Path directory;

	private ServerSocketChannel server;

	private TestPredecessor predecessor;

	private TestSuccessor successor;

	private CompletableFuture<DrainResult> drained;

	private final CountDownLatch meanwhile = new CountDownLatch(1);

	private volatile CountDownLatch gate = new CountDownLatch(0);

	private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);

	@BeforeEach
	void cutOver() throws Exception {
		this.server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
		HandoffTimeouts timeouts = new HandoffTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2),
				Duration.ofSeconds(2), Duration.ofMillis(500), HELD);
		this.predecessor = new TestPredecessor(this.directory.resolve("demo.sock"), TestPredecessor.PROCESS, timeouts);
		this.successor = TestSuccessor.connect(this.predecessor.socket);
		this.successor.ready();
		assertThat(this.successor.serving()).isEqualTo(new ServingResult.Confirmed());
		this.predecessor.expect("hello", "ready", "stop", "serving");
		this.drained = CompletableFuture.supplyAsync(this::awaitDrained, THREADS);
	}

	@AfterEach
	void close() throws Exception {
		this.gate.countDown();
		this.successor.close();
		this.predecessor.close();
		this.drained.join();
		this.molds.close();
		this.server.close();
		for (SocketChannel channel : this.channels) {
			channel.close();
		}
	}

	@Test
	void whatIsHeldIsReleasedAndAdopted() throws Exception {
		MoveResult result = move("a", "b");
		assertThat(result).isEqualTo(new MoveResult(2, 0, null));
		assertThat(this.meanwhile.getCount()).isZero();
		expectInAnyOrder("a given up", "b given up", "adopted", "adopted", "attended", "2 adopted of http");
	}

	@Test
	void whatIsRefusedGoesBackToWork() throws Exception {
		this.room.set(1);
		MoveResult result = move("a", "b", "c");
		assertThat(result.moved()).isEqualTo(1);
		assertThat(result.refused()).isEqualTo(2);
		assertThat(result.reason()).contains("no room");
		expectInAnyOrder("a given up", "b refused", "c refused", "adopted", "attended", "1 adopted of http");
	}

	@Test
	void withoutAnswerTheBatchGoesBackAndTheNextOneWaitsUntilItHasCome() throws Exception {
		this.gate = new CountDownLatch(1);
		assertThat(move("a")).isEqualTo(new MoveResult(0, 0, null));
		expect("a put back");
		assertThat(this.predecessor.handoff().isStalled()).isTrue();
		this.gate.countDown();
		// WITHDRAWN was waiting behind the batch.
		expect("discarded");
		Awaitility.await().until(() -> !this.predecessor.handoff().isStalled());
		assertThat(move("a").moved()).isEqualTo(1);
		expectInAnyOrder("a given up", "adopted", "attended", "1 adopted of http");
	}

	@Test
	void withoutSuccessorTheBatchGoesBackAndNoOtherOneIsPassed() throws Exception {
		this.gate = new CountDownLatch(1);
		CompletableFuture<Void> moving = CompletableFuture
			.runAsync(() -> assertThatIOException().isThrownBy(() -> move("a")), THREADS);
		Awaitility.await().until(() -> this.events.contains("arrived"));
		this.events.clear();
		this.successor.conversation.close();
		moving.join();
		assertThat(this.events.take()).isEqualTo("a put back");
		assertThatIOException().isThrownBy(() -> move("b"));
		assertThat(this.events.take()).isEqualTo("b put back");
		this.gate.countDown();
	}

	private MoveResult move(String... names) throws IOException {
		List<Claim> claims = new ArrayList<>();
		for (String name : names) {
			SocketChannel channel = SocketChannel.open(this.server.getLocalAddress());
			this.channels.add(channel);
			this.channels.add(this.server.accept());
			claims.add(new NamedClaim(name, MovableSockets.listExcept(List.of()).find(channel)));
		}
		return this.predecessor.handoff().move("http", claims, this.meanwhile::countDown);
	}

	private void expect(String... expected) throws InterruptedException {
		for (String event : expected) {
			assertThat(next()).isEqualTo(event);
		}
	}

	private void expectInAnyOrder(String... expected) throws InterruptedException {
		List<String> came = new ArrayList<>();
		for (int i = 0; i < expected.length; i++) {
			came.add(next());
		}
		assertThat(came).containsExactlyInAnyOrder(expected);
	}

	private String next() throws InterruptedException {
		String event = this.events.take();
		return event.equals("arrived") ? this.events.take() : event;
	}

	private DrainResult awaitDrained() {
		try {
			return this.successor.conversation.awaitDrained(new Intake(), Deadline.after(Duration.ofSeconds(30)));
		}
		catch (IOException ex) {
			return new DrainResult.Overdue();
		}
	}

	/**
	 * Takes connections in when the gate is open.
	 */
	private final class Intake implements DrainListener, ConnectionTarget {

		@Override
		public ArrivingBatch onConnections(String listener, List<Descriptor> descriptors,
				List<ConnectionState> states) {
			ConnectionTransferTests.this.events.add("arrived");
			try {
				ConnectionTransferTests.this.gate.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return ArrivingBatch.hold(this, ConnectionTransferTests.this.molds, descriptors, states);
		}

		@Override
		public void onAdopted(String listener, int count) {
			ConnectionTransferTests.this.events.add(count + " adopted of " + listener);
		}

		@Override
		public String name() {
			return "http";
		}

		@Override
		public void prepare(int connections) {
		}

		@Override
		public int room() {
			return ConnectionTransferTests.this.room.getAndDecrement();
		}

		@Override
		public void attend() {
			ConnectionTransferTests.this.events.add("attended");
		}

		@Override
		public Arrival hold(PassedConnection connection, ConnectionState state) {
			ConnectionTransferTests.this.channels.add(connection.channel());
			return new Arrival() {

				@Override
				public void adopt() {
					ConnectionTransferTests.this.events.add("adopted");
				}

				@Override
				public void discard() {
					ConnectionTransferTests.this.events.add("discarded");
				}

			};
		}

	}

	/**
	 * A claim that tells what becomes of it.
	 */
	private final class NamedClaim implements Claim {

		private final String name;

		private final MovableSocket socket;

		NamedClaim(String name, MovableSocket socket) {
			this.name = name;
			this.socket = socket;
		}

		@Override
		public MovableSocket socket() {
			return this.socket;
		}

		@Override
		public ConnectionState state() {
			return new ConnectionState(1, Duration.ZERO);
		}

		@Override
		public void putBack() {
			ConnectionTransferTests.this.events.add(this.name + " put back");
		}

		@Override
		public void refuse() {
			ConnectionTransferTests.this.events.add(this.name + " refused");
		}

		@Override
		public void giveUp() {
			ConnectionTransferTests.this.events.add(this.name + " given up");
		}

	}

}
