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

package io.gracefulrestart.state;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.Received;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives frames. Any thread sends, one receives.
 */
final class StateWire implements AutoCloseable {

	private static final int READ = 64 * 1024;

	private static final int KEPT = 160 * 1024;

	private static final Duration FOR_EVER = Duration.ofDays(1);

	private final ControlConnection connection;

	private final Duration patience;

	private final Object sending = new Object();

	private ByteBuffer kept = ByteBuffer.allocate(0);

	private ByteBuffer arrived = ByteBuffer.allocate(0);

	private volatile boolean overdue;

	private volatile boolean failed;

	/**
	 * Create a wire.
	 * @param connection the connection, owned by the wire from now on
	 * @param patience how long to wait for a peer that does not read
	 */
	StateWire(ControlConnection connection, Duration patience) {
		this.connection = connection;
		this.patience = patience;
	}

	/**
	 * Send a frame.
	 * @param type its type
	 * @param parts its payload, read to its end
	 * @throws IOException if the peer has gone, or does not read; nothing can be sent any
	 * more then
	 */
	void send(StateFrame.Type type, ByteBuffer... parts) throws IOException {
		int length = 0;
		for (ByteBuffer part : parts) {
			length += part.remaining();
		}
		if (length > StateFrame.MAXIMUM_PAYLOAD) {
			throw new IllegalArgumentException("Frame of " + length + " bytes");
		}
		try {
			synchronized (this.sending) {
				ByteBuffer frame = room(StateFrame.HEADER + length).putInt(length).put(type.number());
				for (ByteBuffer part : parts) {
					frame.put(part);
				}
				this.connection.send(frame.flip(), List.of(), this.patience);
			}
		}
		catch (IOException ex) {
			if (ex instanceof SocketTimeoutException) {
				this.overdue = true;
			}
			this.failed = true;
			// A part of it may have been sent.
			close();
			throw ex;
		}
	}

	// Two hundred megabytes of sessions are not to be as much garbage.
	private ByteBuffer room(int bytes) {
		if (bytes > KEPT) {
			return ByteBuffer.allocate(bytes);
		}
		if (this.kept.capacity() < bytes) {
			this.kept = ByteBuffer.allocate(KEPT);
		}
		return this.kept.clear();
	}

	/**
	 * Return whether nobody reads any more what is sent, which whoever notices is told
	 * elsewhere: the peer has ended, or one of the two has closed.
	 * @return {@code false} if the peer just does not read, or nothing was sent since
	 */
	boolean isAbandoned() {
		return this.failed && !this.overdue;
	}

	/**
	 * Receive a frame, however long that takes.
	 * @return the frame, {@code null} if the peer has closed, or died
	 * @throws IOException if what came is no frame, or this end was closed
	 */
	@Nullable StateFrame receive() throws IOException {
		if (!fill(StateFrame.HEADER)) {
			return null;
		}
		int length = this.arrived.getInt();
		StateFrame.Type type = StateFrame.Type.of(this.arrived.get());
		if (type == null || length < 0 || length > StateFrame.MAXIMUM_PAYLOAD) {
			throw new IOException("peer has sent something that is no state");
		}
		if (!fill(length)) {
			return null;
		}
		ByteBuffer payload = this.arrived.slice(this.arrived.position(), length);
		this.arrived.position(this.arrived.position() + length);
		return new StateFrame(type, payload);
	}

	// What was sliced off before stays as it is: each time there is a new array.
	private boolean fill(int bytes) throws IOException {
		if (this.arrived.remaining() >= bytes) {
			return true;
		}
		ByteBuffer filled = ByteBuffer.allocate(Math.max(bytes + READ, this.arrived.remaining() + READ))
			.put(this.arrived);
		while (filled.position() < bytes) {
			ByteBuffer more = read(Math.min(READ, filled.remaining()));
			if (more == null) {
				return false;
			}
			filled.put(more);
		}
		this.arrived = filled.flip();
		return true;
	}

	private @Nullable ByteBuffer read(int maxBytes) throws IOException {
		while (true) {
			try {
				Received received = this.connection.receive(maxBytes, FOR_EVER);
				if (received != null) {
					received.descriptors().forEach(Descriptor::close);
				}
				return (received != null) ? received.bytes() : null;
			}
			catch (SocketTimeoutException ex) {
				// Nothing has happened for a day, and nothing need.
			}
		}
	}

	/**
	 * Return whether the peer did not read in time what was sent.
	 * @return whether that is why the wire is closed
	 */
	boolean isOverdue() {
		return this.overdue;
	}

	boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
