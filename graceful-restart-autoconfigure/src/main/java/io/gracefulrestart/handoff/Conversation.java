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
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Sends and receives messages, with no notion of their order. One thread receives, any
 * thread sends, any thread closes, which ends the others' waiting. Until
 * {@link #establish(int)} it takes any version, and short messages only.
 */
final class Conversation implements AutoCloseable {

	/** Bytes of payload that are taken from a peer which has not said who it is. */
	static final int FIRST_PAYLOAD = 1 << 16;

	private final ControlConnection connection;

	private final FrameReader reader;

	private volatile int version;

	private volatile boolean established;

	private volatile boolean cut;

	/**
	 * Begin a conversation.
	 * @param connection the connection, owned by the conversation from now on
	 * @param version version of the protocol to write the first messages in
	 */
	Conversation(ControlConnection connection, int version) {
		this.connection = connection;
		this.reader = new FrameReader(connection);
		this.version = version;
	}

	/**
	 * Settle the version. From now on messages in another one are an error, except for
	 * last words: a peer that did not understand WELCOME does not know the version. And
	 * messages may have their full size.
	 * @param version version that both ends speak
	 */
	void establish(int version) {
		this.version = version;
		this.established = true;
	}

	int version() {
		return this.version;
	}

	PeerCredentials peer() throws IOException {
		return this.connection.peer();
	}

	void send(Message message, Deadline deadline) throws IOException {
		send(message, List.of(), deadline);
	}

	/**
	 * Send a message.
	 * @param message the message
	 * @param descriptors descriptors to pass with its first byte, which stay the caller's
	 * @param deadline when to stop waiting for a peer that does not read
	 * @throws ProtocolException if it is too large
	 * @throws SocketTimeoutException if the deadline passed; a message that was cut by it
	 * is the last one on this conversation
	 * @throws IOException if the peer has closed, or this end was closed
	 */
	void send(Message message, List<Descriptor> descriptors, Deadline deadline) throws IOException {
		if (this.cut) {
			throw new IOException("An earlier message was not sent to its end");
		}
		ByteBuffer frame = MessageCodec.encode(message, this.version);
		try {
			this.connection.send(frame, descriptors, deadline.remaining());
		}
		catch (SocketTimeoutException ex) {
			this.cut = frame.position() > 0;
			SocketTimeoutException timeout = new SocketTimeoutException(
					"Peer did not take " + MessageCodec.typeOf(message) + " in time");
			timeout.initCause(ex);
			throw timeout;
		}
	}

	/**
	 * Receive a message. A deadline that has passed still takes what is there already.
	 * @param deadline when to stop waiting
	 * @return the message, owned by the caller; {@code null} at end of file: the peer has
	 * closed, or died
	 * @throws SocketTimeoutException if the deadline passed; the conversation can go on
	 * @throws ProtocolException if what came is no message
	 * @throws IOException if this end was closed, or descriptors were lost on the way
	 */
	@Nullable Incoming receive(Deadline deadline) throws IOException {
		boolean settled = this.established;
		Incoming incoming = this.reader.read(settled ? FrameHeader.MAXIMUM_PAYLOAD : FIRST_PAYLOAD, deadline);
		if (incoming != null && settled && incoming.version() != this.version
				&& !(incoming.message() instanceof Refused || incoming.message() instanceof Message.Bye)) {
			incoming.close();
			throw new ProtocolException("%s came in version %d, but version %d is spoken"
				.formatted(MessageCodec.typeOf(incoming.message()), incoming.version(), this.version));
		}
		return incoming;
	}

	/**
	 * Receive a message that comes without descriptors, as in {@link #receive}.
	 * @param deadline when to stop waiting
	 * @return the message, or {@code null} at end of file
	 * @throws IOException as {@link #receive} does, and {@link ProtocolException} if
	 * descriptors came with it; they are closed
	 */
	@Nullable Message receiveMessage(Deadline deadline) throws IOException {
		try (Incoming incoming = receive(deadline)) {
			if (incoming == null) {
				return null;
			}
			incoming.expectNoDescriptors();
			return incoming.message();
		}
	}

	/**
	 * Return whether there is nothing to read at this instant, not even the end.
	 * @return whether the peer has said nothing more; {@code false} once this end is
	 * closed
	 */
	boolean isQuiet() {
		return this.connection.isQuiet();
	}

	/**
	 * Say a last word and close. The word is lost if the peer does not take it at once:
	 * end of file says the rest.
	 * @param last the last message
	 * @return whether the peer can read it: {@code false} if it is gone or does not read
	 */
	boolean close(Message last) {
		try {
			send(last, Deadline.after(HandoffTimeouts.FAREWELL));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
		finally {
			close();
		}
	}

	@Override
	public void close() {
		this.connection.close();
		this.reader.discard();
	}

	@Override
	public String toString() {
		return "conversation on " + this.connection;
	}

}
