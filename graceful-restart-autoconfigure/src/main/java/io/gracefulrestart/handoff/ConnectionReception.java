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
import java.util.List;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes established connections in at the successor, one batch at a time, see
 * {@link ConnectionTransfer}. Used by the thread that follows the predecessor's drain.
 */
final class ConnectionReception {

	private static final Log logger = LogFactory.getLog(ConnectionReception.class);

	private final Conversation conversation;

	private final HandoffTimeouts timeouts;

	private @Nullable Connections batch;

	private @Nullable ArrivingBatch held;

	ConnectionReception(Conversation conversation, HandoffTimeouts timeouts) {
		this.conversation = conversation;
		this.timeouts = timeouts;
	}

	/**
	 * Hear a message.
	 * @param message the message
	 * @param descriptors the descriptors that came with it; closed by this method, or
	 * owned by those that the listener gives them to
	 * @param listener where connections are taken in
	 * @return {@code false} if it is not about connections
	 * @throws ProtocolException if it does not fit to those before
	 */
	boolean hear(Message message, List<Descriptor> descriptors, DrainListener listener) throws ProtocolException {
		if (message instanceof Connections connections) {
			hold(connections, descriptors, listener);
			return true;
		}
		if (message instanceof Message.Release release) {
			check(release.batch(), "RELEASE");
			adopt(listener);
			return true;
		}
		if (message instanceof Message.Withdrawn) {
			// Also of one that did not come, or was refused as a whole.
			discard();
			return true;
		}
		return false;
	}

	private void hold(Connections connections, List<Descriptor> descriptors, DrainListener listener)
			throws ProtocolException {
		if (this.held != null || connections.states().size() != descriptors.size()) {
			descriptors.forEach(Descriptor::close);
			throw new ProtocolException("CONNECTIONS %d came with %d descriptors for %d connections%s".formatted(
					connections.batch(), descriptors.size(), connections.states().size(),
					(this.held != null) ? ", before the last batch was released" : ""));
		}
		ArrivingBatch arrived = listener.onConnections(connections.listener(), descriptors, connections.states());
		if (arrived.refused().size() < descriptors.size()) {
			this.batch = connections;
			this.held = arrived;
		}
		tell(new Held(connections.batch(), arrived.refused(), arrived.reason()));
	}

	private void check(int number, String name) throws ProtocolException {
		if (this.batch == null || this.batch.batch() != number) {
			throw new ProtocolException(name + " of batch " + number + " came, but "
					+ ((this.batch != null) ? this.batch.batch() : "none") + " is held");
		}
	}

	private void adopt(DrainListener listener) {
		if (this.held != null && this.batch != null) {
			int count = this.held.adopt();
			listener.onAdopted(this.batch.listener(), count);
			tell(new Message.Adopted(this.batch.batch(), count));
		}
		this.held = null;
		this.batch = null;
	}

	private void discard() {
		if (this.held != null) {
			this.held.discard();
		}
		this.held = null;
		this.batch = null;
	}

	/**
	 * The conversation is over. What is held is served if the predecessor is gone, which
	 * reads none of it any more; otherwise it goes on with it.
	 * @param departure how it left
	 * @param listener hears of connections that are served now
	 */
	void end(Departure departure, DrainListener listener) {
		if (departure == Departure.DIED) {
			adopt(listener);
		}
		else {
			discard();
		}
	}

	// One that cannot be told has left, which the next read finds out.
	private void tell(Message message) {
		try {
			this.conversation.send(message, Deadline.after(this.timeouts.answer()));
		}
		catch (IOException ex) {
			logger.debug(MessageCodec.typeOf(message) + " did not reach the predecessor", ex);
		}
	}

}
