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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.Received;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Puts frames together from what single reads bring. It never reads past the end of a
 * frame, so that descriptors belong to the frame whose first byte they came with. What
 * has come of a frame stays when a deadline passes, and the next call goes on with it.
 * Memory grows with what has come, not with what was announced.
 */
final class FrameReader {

	private final ControlConnection connection;

	private final ByteBuffer headerBytes = ByteBuffer.allocate(FrameHeader.BYTES);

	private final ByteArrayOutputStream payload = new ByteArrayOutputStream();

	private final List<Descriptor> descriptors = new ArrayList<>();

	private @Nullable FrameHeader header;

	FrameReader(ControlConnection connection) {
		this.connection = connection;
	}

	/**
	 * Read a message. A deadline that has passed still takes what is there already: a
	 * process that was stopped for a while must first hear what it was told meanwhile.
	 * @param maximumPayload bytes of payload that are accepted
	 * @param deadline when to stop waiting
	 * @return the message, or {@code null} at end of file, also within a frame: the peer
	 * has closed, or died
	 * @throws SocketTimeoutException if the deadline passed
	 * @throws ProtocolException if what came is no message
	 * @throws IOException if this end was closed, or descriptors were lost
	 */
	synchronized @Nullable Incoming read(int maximumPayload, Deadline deadline) throws IOException {
		try {
			FrameHeader current = readHeader(maximumPayload, deadline);
			if (current == null || !readPayload(current, deadline)) {
				discard();
				return null;
			}
			return take(current);
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException | RuntimeException | Error ex) {
			discard();
			throw ex;
		}
	}

	private @Nullable FrameHeader readHeader(int maximumPayload, Deadline deadline) throws IOException {
		while (this.header == null) {
			Received received = receive(this.headerBytes.remaining(), deadline);
			if (received == null) {
				return null;
			}
			boolean first = this.headerBytes.position() == 0;
			this.headerBytes.put(received.bytes());
			accept(received, first);
			if (!this.headerBytes.hasRemaining()) {
				this.header = FrameHeader.readFrom(this.headerBytes.flip(), maximumPayload);
			}
		}
		return this.header;
	}

	private boolean readPayload(FrameHeader current, Deadline deadline) throws IOException {
		while (this.payload.size() < current.length()) {
			Received received = receive(current.length() - this.payload.size(), deadline);
			if (received == null) {
				return false;
			}
			byte[] bytes = new byte[received.bytes().remaining()];
			received.bytes().get(bytes);
			this.payload.write(bytes, 0, bytes.length);
			accept(received, false);
		}
		return true;
	}

	private void accept(Received received, boolean first) throws ProtocolException {
		this.descriptors.addAll(received.descriptors());
		if (!first && !received.descriptors().isEmpty()) {
			throw new ProtocolException(
					received.descriptors().size() + " descriptors came within a frame, not with its first byte");
		}
	}

	private @Nullable Received receive(int bytes, Deadline deadline) throws IOException {
		try {
			return this.connection.receive(bytes, deadline.remaining());
		}
		catch (NativeException ex) {
			// The peer has closed, or died, before it had read all that we sent.
			if (ex.errnoName().equals("ECONNRESET")) {
				return null;
			}
			throw ex;
		}
	}

	private Incoming take(FrameHeader current) throws ProtocolException {
		Message message = MessageCodec.decode(current, ByteBuffer.wrap(this.payload.toByteArray()));
		Incoming incoming = new Incoming(message, current.version(), this.descriptors);
		this.descriptors.clear();
		discard();
		return incoming;
	}

	/**
	 * Forget what has come of a frame, and close its descriptors.
	 */
	synchronized void discard() {
		this.header = null;
		this.headerBytes.clear();
		this.payload.reset();
		this.descriptors.forEach(Descriptor::close);
		this.descriptors.clear();
	}

}
