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
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.fd.Processes;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A predecessor with one TCP listener and a control socket, which notes what it is told.
 */
public class TestPredecessor implements PredecessorCallbacks, AutoCloseable {

	static final HandoffTimeouts TIMEOUTS = new HandoffTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2),
			Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(2));

	/** No process has it: it is above the kernel's limit, 2^22. */
	static final long DEAD_PID = 1L << 23;

	static final ServingProcess PROCESS = new ServingProcess("demo", 3, DEAD_PID, Processes.uid(),
			Instant.ofEpochSecond(1_700_000_000), Instant.EPOCH);

	final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	final List<HandoffRecord> handoffs = new CopyOnWriteArrayList<>();

	final Descriptor listener;

	final ControlSocket socket;

	final ControlServer server;

	volatile @Nullable PredecessorHandoff handoff;

	volatile Supplier<Decision> decision = this::accept;

	volatile Duration readyTimeout = Duration.ofSeconds(10);

	volatile Runnable whenReady = () -> {
	};

	public volatile boolean comesBack;

	public volatile @Nullable Instant probationEnds;

	volatile Runnable whileServing = () -> {
	};

	volatile DrainListener returns = new DrainListener() {
	};

	volatile Runnable whileStopping = () -> {
	};

	public TestPredecessor(Path path) throws IOException {
		this(path, PROCESS, TIMEOUTS);
	}

	/**
	 * Go on where a successor has got everything.
	 */
	TestPredecessor(TestSuccessor successor, List<HandoffRecord> history) throws IOException {
		this.listener = successor.listeners().get(0).descriptor().duplicate();
		this.socket = successor.socket;
		this.handoffs.addAll(history);
		ServingProcess process = new ServingProcess("demo", successor.welcome().generation(), DEAD_PID, Processes.uid(),
				Instant.now(), successor.welcome().firstStartedAt());
		this.server = new ControlServer(ControlListener.adopt(successor.takeControlListener()), process, this,
				TIMEOUTS);
		this.server.start();
	}

	TestPredecessor(Path path, ServingProcess process, HandoffTimeouts timeouts) throws IOException {
		this.listener = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE);
		ListeningSockets.listen(this.listener, 10);
		this.socket = ControlSocket.at(path);
		this.server = new ControlServer(this.socket.bind().orElseThrow(), process, this, timeouts);
		this.server.start();
	}

	Decision accept() {
		try {
			return new Decision.Accept(
					new Offer(List.of(new PassedListener("http", null, false, this.listener.duplicate())),
							this.handoffs, Map.of(), this.readyTimeout, null, null));
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public Decision onHello(Hello hello, PeerCredentials peer, PredecessorHandoff handoff) {
		this.handoff = handoff;
		this.events.add("hello");
		return this.decision.get();
	}

	@Override
	public void onReady() {
		this.events.add("ready");
		this.whenReady.run();
	}

	@Override
	public void stopAccepting() {
		this.events.add("stop");
		this.whileStopping.run();
	}

	@Override
	public void resumeAccepting(String reason) {
		this.events.add("resume");
	}

	@Override
	public void onServing() {
		this.events.add("serving");
		this.whileServing.run();
	}

	@Override
	public Progress progress() {
		return new Progress(1, 2, Instant.EPOCH, this.probationEnds);
	}

	@Override
	public void onFailed(HandoffFailure failure) {
		this.handoffs.add(failure.handoff());
		this.events.add("failed " + failure.cause() + ": " + failure.handoff().reason());
	}

	@Override
	public void onSettled() {
		this.events.add("settled");
	}

	@Override
	public boolean onRollback(String reason) {
		this.events.add("rollback " + reason);
		return this.comesBack;
	}

	@Override
	public DrainListener returns() {
		return this.returns;
	}

	@Override
	public void onReturned() {
		this.events.add("returned");
	}

	@Override
	public void onDeparted(Departure departure, @Nullable String reason) {
		this.events.add("departed " + departure + ": " + reason);
	}

	@Override
	public void onRefused(Refused refusal, HandoffRecord handoff) {
		this.handoffs.add(handoff);
		this.events.add("refused " + refusal.reason());
	}

	/**
	 * Wait for the next events, and for nothing more than these.
	 */
	public void expect(String... expected) throws InterruptedException {
		for (String event : expected) {
			assertThat(this.events.poll(10, TimeUnit.SECONDS)).asString().startsWith(event);
		}
		assertThat(this.events).isEmpty();
	}

	public PredecessorHandoff handoff() {
		PredecessorHandoff current = this.handoff;
		assertThat(current).isNotNull();
		return current;
	}

	/**
	 * End after a handoff: what this one had belongs to the successor.
	 */
	void leave() {
		this.server.close();
		this.listener.close();
	}

	@Override
	public void close() {
		leave();
		this.socket.remove();
	}

}
