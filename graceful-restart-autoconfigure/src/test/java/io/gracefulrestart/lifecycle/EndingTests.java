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

import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.drain.Door;
import io.gracefulrestart.drain.FakeWorkload;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.listener.Listener;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Ending}.
 * <p>
 * Long, because each way to end has its test.
 */
@Timeout(20)
class EndingTests {

	private static final Duration NEVER = Duration.ofHours(1);

	private TestCore parts = new TestCore(TestCore.settings(Duration.ZERO, NEVER));

	private Core core = this.parts.core();

	private Ending ending = new Ending(this.core);

	@AfterEach
	void close() {
		this.parts.listeners.close();
	}

	@Test
	void alone() throws Exception {
		Listener listener = serving();
		this.ending.alone(() -> {
			assertThat(this.parts.gate.isOpen()).isFalse();
			assertThat(this.parts.listeners.all()).isEmpty();
			this.parts.application.events.add("control point closed");
		});
		this.parts.application.expect("refuse traffic", "control point closed");
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
		assertThat(this.parts.application.workload.told().get(0)).isEqualTo("leave");
		assertThat(listener.toString()).isNotEmpty();
		this.ending.await(State.DRAINING);
	}

	@Test
	void aloneDoesNothingUnlessServing() {
		this.ending.alone(() -> {
			throw new AssertionError("closed");
		});
		assertThat(this.core.states().state()).isEqualTo(State.STARTING);
		assertThat(this.parts.application.events).isEmpty();
	}

	@Test
	void connectionsInTheQueueAreAcceptedBeforeTheListenerCloses() throws Exception {
		Listener listener = this.parts.listen();
		AtomicReference<SocketChannel> accepted = new AtomicReference<>();
		ServerSocketChannel channel = listener.open();
		// A door that accepts when it is opened the second time: after the last look.
		this.parts.gate.add(new Door() {

			@Override
			public String name() {
				return "http";
			}

			private int opened;

			@Override
			public void open() {
				this.opened++;
				if (this.opened == 2) {
					accept(channel, accepted);
				}
			}

			@Override
			public void close() {
				if (this.opened == 1) {
					// Comes between the last look at the queue and the closed gate.
					CompletableFuture.runAsync(() -> connect(listener)).join();
				}
			}

		});
		this.core.states().change(State.STARTING, State.SERVING);
		this.parts.gate.open();
		this.ending.alone(() -> {
		});
		assertThat(accepted.get()).isNotNull();
		accepted.get().close();
		channel.close();
	}

	@Test
	void drainDelayIsWaitedForWithTheGateOpenAndEndsWhenHurried() throws Exception {
		this.parts = new TestCore(TestCore.settings(NEVER, NEVER));
		this.core = this.parts.core();
		this.ending = new Ending(this.core);
		serving();
		CompletableFuture<Void> ended = CompletableFuture.runAsync(() -> this.ending.alone(() -> {
		}));
		this.parts.application.expect("refuse traffic");
		assertThat(this.parts.gate.isOpen()).isTrue();
		assertThat(this.parts.listeners.all()).hasSize(1);
		this.ending.hurry();
		assertThat(ended).succeedsWithin(Duration.ofSeconds(10));
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void afterTheCutoverTheReportComesBeforeTheListenersAreClosed() throws Exception {
		serving();
		this.core.states().change(State.SERVING, State.DRAINING);
		this.ending.afterCutover(Set.of(), Mover.NONE, new WayBack(Duration.ZERO), SuccessorWatch.NONE, (outcome) -> {
			assertThat(this.parts.listeners.all()).hasSize(1);
			assertThat(this.core.states().state()).isEqualTo(State.DRAINING);
			assertThat(outcome.forced()).isEmpty();
			this.parts.application.events.add("reported");
		});
		this.parts.application.expect("refuse traffic", "reported");
		assertThat(this.parts.listeners.all()).isEmpty();
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void listenersOnASharedPortAreKeptIfTheSuccessorDiesAsTheDrainEnds() throws Exception {
		serving();
		this.core.states().change(State.SERVING, State.DRAINING);
		WayBack way = new WayBack(Duration.ofSeconds(10));
		// Too late to call the drain off.
		way.take("successor died", () -> {
		});
		assertThat(this.ending.afterCutover(Set.of("other"), Mover.NONE, way, SuccessorWatch.NONE, (outcome) -> {
		})).isFalse();
		assertThat(this.parts.listeners.all()).hasSize(1);
		assertThat(this.core.states().state()).isEqualTo(State.DRAINING);
		this.parts.listeners.close();
	}

	@Test
	void besideASuccessorTheGateIsClosedFirst() throws Exception {
		serving();
		this.core.states().change(State.SERVING, State.DRAINING);
		this.parts.application.onRefuseTraffic = () -> assertThat(this.parts.gate.isOpen()).isFalse();
		this.ending.besideSuccessor(() -> true, Assertions::fail);
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void besideASuccessorThatDiesTheQueueIsServed() throws Exception {
		Listener listener = this.parts.listen();
		AtomicReference<SocketChannel> accepted = new AtomicReference<>();
		try (ServerSocketChannel channel = listener.open()) {
			this.core.states().change(State.STARTING, State.SERVING);
			this.core.states().change(State.SERVING, State.DRAINING);
			connect(listener);
			// Opened by nobody but this end.
			this.parts.gate.add(new Door() {

				@Override
				public String name() {
					return "http";
				}

				@Override
				public void open() {
					accept(channel, accepted);
				}

				@Override
				public void close() {
				}

			});
			this.ending.besideSuccessor(() -> false, () -> this.parts.application.events.add("gone"));
		}
		this.parts.application.expect("refuse traffic", "gone");
		assertThat(accepted.get()).isNotNull();
		accepted.get().close();
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void doorThatFailsToCloseKeepsNothingFromBeingDrained() throws Exception {
		serving();
		this.parts.gate.add(new Door() {

			@Override
			public String name() {
				return "http";
			}

			@Override
			public void open() {
			}

			@Override
			public void close() {
				throw new IllegalStateException("does not stop");
			}

		});
		this.ending.alone(() -> {
		});
		assertThat(this.parts.application.workload.told()).contains("closeAll");
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
	}

	@Test
	void queueAndDrainShareOneDeadline() throws Exception {
		Duration timeout = Duration.ofMinutes(1);
		this.parts = new TestCore(TestCore.settings(Duration.ZERO, timeout));
		this.core = this.parts.core();
		this.ending = new Ending(this.core);
		AtomicReference<Instant> told = new AtomicReference<>();
		this.parts.application.workload = new FakeWorkload("http") {

			@Override
			public void leave(Spread spread) {
				if (told.get() == null) {
					LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
					told.set(Instant.now());
				}
				super.leave(spread);
			}

		};
		serving();
		this.ending.alone(() -> {
		});
		DrainProgress progress = this.core.drains().progress();
		assertThat(progress).isNotNull();
		assertThat(progress.deadline()).isBefore(told.get().plus(timeout));
	}

	@Test
	void retreatEndsWithAnError() throws Exception {
		serving();
		this.ending.retreat();
		this.parts.application.expect("refuse traffic", "exit 1");
		assertThat(this.parts.gate.isOpen()).isFalse();
		assertThat(this.core.states().state()).isEqualTo(State.STOPPED);
		this.ending.retreat();
		assertThat(this.parts.application.events).isEmpty();
	}

	private Listener serving() throws Exception {
		Listener listener = this.parts.listen();
		this.core.states().change(State.STARTING, State.SERVING);
		this.parts.gate.open();
		return listener;
	}

	private static void connect(Listener listener) {
		InetSocketAddress address = (InetSocketAddress) listener.address();
		try (Socket client = new Socket(address.getAddress(), address.getPort())) {
			assertThat(client.isConnected()).isTrue();
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

	private static void accept(ServerSocketChannel channel, AtomicReference<SocketChannel> accepted) {
		try {
			accepted.set(channel.accept());
		}
		catch (java.io.IOException ex) {
			throw new java.io.UncheckedIOException(ex);
		}
	}

}
