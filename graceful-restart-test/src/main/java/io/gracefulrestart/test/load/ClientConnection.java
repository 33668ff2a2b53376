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
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

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

	private static final long LOOK_NANOS = 1_000_000;

	private static final AtomicLong numbers = new AtomicLong();

	private final InetSocketAddress server;

	private final Deadline deadline;

	private final ReceiveBuffer receiveBuffer;

	private final byte[] bytes = new byte[BUFFER_BYTES];

	private final ByteBuffer input = ByteBuffer.wrap(this.bytes).limit(0);

	private @Nullable SocketChannel channel;

	private long number;

	private int localPort;

	private int answered;

	ClientConnection(InetSocketAddress server, Deadline deadline, ReceiveBuffer receiveBuffer) {
		this.server = server;
		this.deadline = deadline;
		this.receiveBuffer = receiveBuffer;
	}

	boolean isOpen() {
		return this.channel != null;
	}

	/**
	 * Connect.
	 * @throws IOException if that fails; the connection is closed then
	 */
	void open() throws IOException {
		SocketChannel opened = SocketChannel.open();
		this.channel = opened;
		this.number = numbers.incrementAndGet();
		this.answered = 0;
		this.localPort = 0;
		this.input.position(0).limit(0);
		this.deadline.use(opened);
		opened.setOption(StandardSocketOptions.TCP_NODELAY, true);
		if (this.receiveBuffer == ReceiveBuffer.SMALL) {
			opened.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
		}
		opened.connect(this.server);
		this.localPort = ((InetSocketAddress) opened.getLocalAddress()).getPort();
	}

	void write(ByteBuffer bytes) throws IOException {
		SocketChannel open = Objects.requireNonNull(this.channel);
		while (bytes.hasRemaining()) {
			open.write(bytes);
		}
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
			count = Objects.requireNonNull(this.channel).read(this.input);
		}
		finally {
			this.input.limit(this.input.position()).position(position);
		}
		if (count < 0) {
			throw new EOFException("End of the connection");
		}
	}

	/**
	 * Look whether something has come that was not read, or comes soon. The connection is
	 * of no use afterwards.
	 * @param patience how long to wait for it
	 * @return {@code true} if there is at least one byte
	 */
	boolean hasMore(Duration patience) {
		long end = System.nanoTime() + patience.toNanos();
		try {
			SocketChannel open = Objects.requireNonNull(this.channel);
			open.configureBlocking(false);
			ByteBuffer one = ByteBuffer.allocate(1);
			int count = open.read(one);
			while (count == 0 && System.nanoTime() < end) {
				LockSupport.parkNanos(LOOK_NANOS);
				count = open.read(one);
			}
			return count > 0;
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
			SocketChannel open = Objects.requireNonNull(this.channel);
			open.configureBlocking(false);
			return open.read(ByteBuffer.allocate(1)) < 0;
		}
		catch (IOException ex) {
			// A reset, which nobody but the server can have sent.
			return true;
		}
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
		SocketChannel open = this.channel;
		this.channel = null;
		if (open != null) {
			try {
				open.close();
			}
			catch (IOException ex) {
				// Nothing is left to be said on it.
			}
		}
	}

}
