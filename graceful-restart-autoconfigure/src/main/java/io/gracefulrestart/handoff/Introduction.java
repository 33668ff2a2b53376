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
import java.time.Instant;
import java.util.function.LongFunction;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * HELLO and its answer, at the successor. Closing it ends the conversation, unless that
 * goes on in a {@link SuccessorConversation}.
 */
final class Introduction implements AutoCloseable {

	private final Conversation conversation;

	private final Hello hello;

	private final HandoffTimeouts timeouts;

	private final LongFunction<PeerProcess> processes;

	private final Instant startedAt = Instant.now();

	private final PhaseClock clock = new PhaseClock(System::nanoTime);

	private boolean goesOn;

	/**
	 * Begin a conversation.
	 * @param connection connection to the predecessor, owned by this from now on
	 * @param hello who asks
	 * @param timeouts how long to wait for the predecessor
	 * @param processes finds a process by its id
	 */
	Introduction(ControlConnection connection, Hello hello, HandoffTimeouts timeouts,
			LongFunction<PeerProcess> processes) {
		this.conversation = new Conversation(connection, hello.versions().lowest());
		this.hello = hello;
		this.timeouts = timeouts;
		this.processes = processes;
	}

	/**
	 * Say HELLO and wait for the answer.
	 * @param deadline when to stop waiting
	 * @return the answer, or {@code null} if the predecessor ended without one
	 * @throws SocketTimeoutException if there is none in time
	 * @throws IOException if it breaks the protocol, or descriptors were lost
	 */
	@Nullable TakeoverResult make(Deadline deadline) throws IOException {
		try {
			this.conversation.send(this.hello, deadline);
		}
		catch (IOException ex) {
			// A refusal may be waiting, or end of file.
		}
		try {
			Incoming incoming = this.conversation.receive(deadline);
			if (incoming == null || incoming.message() instanceof Message.Bye) {
				return null;
			}
			return checked(incoming);
		}
		catch (IOException ex) {
			// The predecessor has this in its records, and serves on.
			this.conversation.close(new Message.Bye(ex.getMessage()));
			throw ex;
		}
	}

	private TakeoverResult checked(Incoming incoming) throws ProtocolException {
		try {
			return understand(incoming);
		}
		catch (ProtocolException ex) {
			incoming.close();
			throw ex;
		}
	}

	private TakeoverResult understand(Incoming incoming) throws ProtocolException {
		if (incoming.message() instanceof Refused refused) {
			incoming.close();
			return refused;
		}
		if (!(incoming.message() instanceof Welcome welcome)) {
			throw new ProtocolException(MessageCodec.typeOf(incoming.message()) + " came instead of WELCOME");
		}
		VersionRange spoken = this.hello.versions();
		if (incoming.version() < spoken.lowest() || incoming.version() > spoken.highest()) {
			throw new ProtocolException("WELCOME came in version %d, but this process speaks version %s"
				.formatted(incoming.version(), spoken));
		}
		HandedOver handedOver = HandedOver.check(welcome, incoming.descriptors());
		this.conversation.establish(incoming.version());
		this.goesOn = true;
		PredecessorFate fate = new PredecessorFate(welcome, this.processes.apply(welcome.visiblePid()), this.timeouts,
				this.startedAt, this.clock);
		return new TakeoverResult.Connected(
				new SuccessorConversation(this.conversation, welcome, handedOver, fate, this.clock));
	}

	@Override
	public void close() {
		if (!this.goesOn) {
			this.conversation.close();
		}
	}

}
