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

package io.gracefulrestart.test.load;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

import org.jspecify.annotations.Nullable;

/**
 * One connection after the other of one client, with the buffer it reads into. It opens
 * and closes only when told so. Confined to the thread of its client, but for the
 * deadline, whose watchdog may close the channel under it.
 */
final class ClientConnection implements AutoCloseable {

	/**
	 * Large enough for every head, and for a good part of a body.
	 */
	static final int BUFFER_BYTES = 32 * 1024;

	private static final AtomicLong numbers = new AtomicLong();

	private final SocketAddress server;

	private final Deadline deadline;

	private final WireSource wires;

	private final byte[] bytes = new byte[BUFFER_BYTES];

	private final ByteBuffer input = ByteBuffer.wrap(this.bytes).limit(0);

	private @Nullable Wire wire;

	private long number;

	private int localPort;

	private int answered;

	ClientConnection(SocketAddress server, Deadline deadline, WireSource wires) {
		this.server = server;
		this.deadline = deadline;
		this.wires = wires;
	}

	boolean isOpen() {
		return this.wire != null;
	}

	/**
	 * Connect.
	 * @throws IOException if that fails; the connection is closed then
	 */
	void open() throws IOException {
		Wire opened = this.wires.newWire();
		this.wire = opened;
		this.number = numbers.incrementAndGet();
		this.answered = 0;
		this.localPort = 0;
		this.input.position(0).limit(0);
		this.deadline.use(opened);
		opened.connect(this.server);
		this.localPort = opened.localPort();
	}

	void write(ByteBuffer bytes) throws IOException {
		wire().write(bytes);
	}

	/**
	 * Return what has been received and not yet been consumed.
	 * @return buffer between its position and its limit; the caller moves the position
	 */
	ByteBuffer input() {
		return this.input;
	}

	/**
	 * Return what the {@link #input()} is a view of.
	 * @return bytes with the same indices
	 */
	byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Wait for more bytes, and append them to the {@link #input()}.
	 * @throws EOFException if the server has closed its side
	 * @throws IOException if the connection is reset, or the deadline has passed
	 */
	void fill() throws IOException {
		fill((into) -> wire().read(into));
	}

	/**
	 * Wait for more bytes, but no longer than that, and append them to the
	 * {@link #input()}.
	 * @param patience time to wait; zero to look only
	 * @return whether some have come
	 * @throws EOFException if the server has closed its side
	 * @throws IOException if the connection is reset
	 */
	boolean fill(Duration patience) throws IOException {
		return fill((into) -> wire().read(into, patience)) > 0;
	}

	private int fill(Source source) throws IOException {
		if (!this.input.hasRemaining()) {
			this.input.position(0).limit(0);
		}
		if (this.input.limit() == this.input.capacity()) {
			this.input.compact().flip();
			if (this.input.limit() == this.input.capacity()) {
				throw new MalformedResponseException(
						"A head, or a line of it, of more than " + BUFFER_BYTES + " bytes");
			}
		}
		int position = this.input.position();
		this.input.position(this.input.limit()).limit(this.input.capacity());
		int count;
		try {
			count = source.read(this.input);
		}
		finally {
			this.input.limit(this.input.position()).position(position);
		}
		if (count < 0) {
			throw new EOFException("End of the connection");
		}
		return count;
	}

	/**
	 * Look whether something has come that was not read, or comes soon. The connection is
	 * of no use afterwards.
	 * @param patience how long to wait for it
	 * @return {@code true} if there is at least one byte
	 */
	boolean hasMore(Duration patience) {
		try {
			return wire().read(ByteBuffer.allocate(1), patience) > 0;
		}
		catch (IOException ex) {
			return false; // closed by the server after its answer was complete
		}
	}

	/**
	 * Look, without waiting, whether the server has ended this idle connection.
	 * @return {@code true} if there is an end of file or a reset
	 */
	boolean hasBeenClosedByServer() {
		try {
			return wire().read(ByteBuffer.allocate(1), Duration.ZERO) < 0;
		}
		catch (IOException ex) {
			// A reset, which nobody but the server can have sent.
			return true;
		}
	}

	private Wire wire() {
		return Objects.requireNonNull(this.wire);
	}

	void countAnswer() {
		this.answered++;
	}

	/**
	 * Return how many requests have been answered on this connection.
	 * @return zero for a new one
	 */
	int answered() {
		return this.answered;
	}

	/**
	 * Return the connection's number among all of this JVM.
	 * @return a number counted from 1
	 */
	long number() {
		return this.number;
	}

	int localPort() {
		return this.localPort;
	}

	@Override
	public void close() {
		Wire open = this.wire;
		this.wire = null;
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				// Nothing is left to be said on it.
			}
		}
	}

	/**
	 * Makes the wire of each connection.
	 */
	@FunctionalInterface
	interface WireSource {

		Wire newWire() throws IOException;

	}

	@FunctionalInterface
	private interface Source {

		int read(ByteBuffer into) throws IOException;

	}

}
