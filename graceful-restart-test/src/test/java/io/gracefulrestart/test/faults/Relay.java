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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.Received;
import org.jspecify.annotations.Nullable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Stands between two generations at a control socket of its own, passes every frame on
 * with its descriptors, and can hold one back: so that a test can do something to either
 * process at an exact step of their conversation. To the predecessor this JVM is the
 * successor's process, as the kernel sees it.
 */
final class Relay implements AutoCloseable {

	private static final Duration LONG = Duration.ofSeconds(60);

	private static final Duration FOR_EVER = Duration.ofDays(1);

	private static final int HEADER_BYTES = 12;

	private static final int TYPE_OFFSET = 6;

	private static final int LENGTH_OFFSET = 8;

	private final Path path;

	private final Path predecessor;

	private final Frame held;

	private final ControlListener listener;

	private final CompletableFuture<Void> arrived = new CompletableFuture<>();

	private final CompletableFuture<UnaryOperator<List<Descriptor>>> released = new CompletableFuture<>();

	private final CompletableFuture<Void> passed = new CompletableFuture<>();

	private final AtomicReference<@Nullable String> replacement = new AtomicReference<>();

	private final AtomicReference<ControlConnection> toSuccessor = new AtomicReference<>();

	private final AtomicReference<ControlConnection> toPredecessor = new AtomicReference<>();

	/**
	 * Start to wait for one successor.
	 * @param path where it is to connect to, in a directory of mode 0700
	 * @param predecessor where the predecessor is
	 * @param held the first frame of this kind is held back
	 * @throws IOException if the socket cannot be made
	 */
	Relay(Path path, Path predecessor, Frame held) throws IOException {
		this.path = path;
		this.predecessor = predecessor;
		this.held = held;
		this.listener = ControlListener.bind(path);
		start("relay", this::connect);
	}

	/**
	 * Return what leads a successor here.
	 * @return command line argument
	 */
	String argument() {
		return "--graceful-restart.handoff.socket=" + this.path;
	}

	/**
	 * Wait until the frame has come that is held back.
	 */
	void awaitHeld() {
		assertThat(this.arrived).as("a " + this.held + " that was to be held back").succeedsWithin(LONG);
	}

	/**
	 * Let it go on, and return when it is in the other one's socket.
	 */
	void pass() {
		pass(UnaryOperator.identity());
	}

	/**
	 * Let it go on with other descriptors, and return when it is in the other one's
	 * socket.
	 * @param change given the descriptors that came with it, returns those that go on;
	 * what it adds stays the caller's
	 */
	void pass(UnaryOperator<List<Descriptor>> change) {
		this.released.complete(change);
		assertThat(this.passed).as("the " + this.held + " passed on").succeedsWithin(LONG);
	}

	/**
	 * Send something else instead of it.
	 * @param text what the one that it is for gets
	 */
	void replace(String text) {
		this.replacement.set(text);
		release();
	}

	/**
	 * Let it go on, if the one that it is for is still there.
	 */
	void release() {
		this.released.complete(UnaryOperator.identity());
	}

	private void connect() throws IOException {
		ControlConnection successor = this.listener.accept();
		if (successor == null) {
			return;
		}
		this.toSuccessor.set(successor);
		ControlConnection connected = ControlConnection.connect(this.predecessor, LONG);
		this.toPredecessor.set(connected);
		start("relay-to-predecessor", () -> pump(successor, connected));
		start("relay-to-successor", () -> pump(connected, successor));
	}

	private void pump(ControlConnection from, ControlConnection to) throws IOException {
		try (to) {
			while (true) {
				Received first = from.receive(HEADER_BYTES, FOR_EVER);
				if (first == null) {
					return;
				}
				ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).put(first.bytes());
				fill(from, header);
				ByteBuffer frame = ByteBuffer.allocate(HEADER_BYTES + header.getInt(LENGTH_OFFSET)).put(header.flip());
				fill(from, frame);
				boolean hold = Frame.of(frame.getShort(TYPE_OFFSET)) == this.held && this.arrived.complete(null);
				UnaryOperator<List<Descriptor>> change = hold ? this.released.join() : UnaryOperator.identity();
				String text = hold ? this.replacement.get() : null;
				try {
					to.send((text != null) ? ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)) : frame.flip(),
							change.apply(first.descriptors()), LONG);
				}
				finally {
					first.descriptors().forEach(Descriptor::close);
				}
				if (hold) {
					this.passed.complete(null);
				}
			}
		}
	}

	private static void fill(ControlConnection from, ByteBuffer buffer) throws IOException {
		while (buffer.hasRemaining()) {
			Received more = from.receive(buffer.remaining(), LONG);
			if (more == null) {
				throw new IOException("End of file within a frame");
			}
			buffer.put(more.bytes());
		}
	}

	private static void start(String name, Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// One of the two is gone, or the test is over; the other one is told by
				// the end of its connection.
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() {
		this.listener.close();
		for (ControlConnection connection : List.of(this.toSuccessor, this.toPredecessor)
			.stream()
			.map(AtomicReference::get)
			.filter((connection) -> connection != null)
			.toList()) {
			connection.close();
		}
		// Only now, so that what is held back does not arrive after all.
		release();
	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}
