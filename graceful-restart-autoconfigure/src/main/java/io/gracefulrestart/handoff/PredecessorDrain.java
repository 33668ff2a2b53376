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
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The predecessor's part after the cutover, on the conversation's thread: tells the
 * successor about the drain now and then, and hears at once when it leaves.
 */
final class PredecessorDrain {

	static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(PredecessorDrain.class);

	private final PredecessorHandoff handoff;

	private final Conversation conversation;

	private final PredecessorCallbacks callbacks;

	private final PeerProcess successor;

	// After a rollback: the connections that come back.
	private @Nullable ConnectionReception returns;

	PredecessorDrain(PredecessorHandoff handoff, PredecessorCallbacks callbacks, PeerProcess successor) {
		this.handoff = handoff;
		this.conversation = handoff.conversation();
		this.callbacks = callbacks;
		this.successor = successor;
	}

	/**
	 * Begin to drain, and return when the conversation is over.
	 */
	void run() {
		this.handoff.clock().begin(HandoffPhase.CONNECTIONS);
		// The first one tells the successor that the cutover is final. Connections
		// follow.
		tellProgress();
		guard(this.callbacks::onServing);
		// Until when this process may come back is known only now.
		tellProgress();
		try {
			while (hear(Deadline.after(PROGRESS_INTERVAL))) {
				tellProgress();
			}
		}
		catch (IOException ex) {
			// Against the protocol, or closed by this process, which then has left.
			this.handoff.transfer().end(String.valueOf(ex.getMessage()));
			if (this.returns != null) {
				this.returns.end(Departure.LOST, this.callbacks.returns());
				guard(this.callbacks::onReturned);
			}
			depart(Departure.LOST, ex.getMessage());
		}
	}

	private boolean hear(Deadline deadline) throws IOException {
		try {
			while (true) {
				Message message = next(deadline);
				if (message instanceof Held held) {
					this.handoff.transfer().answered(held);
				}
				else if (message instanceof Message.Adopted adopted) {
					logger.debug("Batch " + adopted.batch() + ": " + adopted.count() + " connections are served there");
				}
				else if (message instanceof Message.Settled) {
					guard(this.callbacks::onSettled);
				}
				else if (message instanceof Message.Rollback rollback) {
					if (!rollBack(rollback.reason())) {
						return false;
					}
				}
				else if (message != null && hearReturn(message)) {
					logger.trace("Successor gives back");
				}
				else {
					ended(message);
					return false;
				}
			}
		}
		catch (SocketTimeoutException ex) {
			return true;
		}
	}

	private boolean hearReturn(Message message) throws ProtocolException {
		if (this.returns == null) {
			return false;
		}
		if (message instanceof Message.Quiesced) {
			this.callbacks.returns().onQuiesced();
			return true;
		}
		return this.returns.hear(message, List.of(), this.callbacks.returns());
	}

	// Connections come only after a rollback, the other way.
	private @Nullable Message next(Deadline deadline) throws IOException {
		ConnectionReception reception = this.returns;
		if (reception == null) {
			return this.conversation.receiveMessage(deadline);
		}
		Incoming incoming = this.conversation.receive(deadline);
		while (incoming != null && incoming.message() instanceof Connections) {
			reception.hear(incoming.message(), incoming.descriptors(), this.callbacks.returns());
			incoming = this.conversation.receive(deadline);
		}
		if (incoming != null) {
			incoming.expectNoDescriptors();
		}
		return (incoming != null) ? incoming.message() : null;
	}

	// Called by hear(), which it tells whether to go on.
	private boolean rollBack(String reason) throws IOException {
		try {
			// Whether it is out of date: this process may have been stopped since it
			// came,
			// and the successor serve on.
			ended(this.conversation.receiveMessage(Deadline.after(Duration.ZERO)));
			return false;
		}
		catch (SocketTimeoutException ex) {
			if (this.returns == null && this.callbacks.onRollback(reason)) {
				this.returns = new ConnectionReception(this.conversation, this.handoff.timeouts());
			}
			else {
				this.handoff.declineRollback();
			}
			return true;
		}
	}

	private void ended(@Nullable Message message) throws IOException {
		if (this.returns != null) {
			endReturns(this.returns, message);
		}
		else if (message == null) {
			// At once: clients wait for what is being passed.
			this.handoff.transfer().end("successor has left");
			departSilently();
		}
		else if (message instanceof Message.Bye bye) {
			this.handoff.transfer().end("successor ends");
			depart(Departure.ENDED, bye.reason());
		}
		else {
			throw new ProtocolException(MessageCodec.typeOf(message) + " came during the drain");
		}
	}

	private void departSilently() {
		boolean died = this.handoff.phase() != PredecessorPhase.ENDED && hasDied();
		depart(died ? Departure.DIED : Departure.LOST, null);
	}

	private boolean hasDied() {
		return this.successor.endsBy(Deadline.after(this.handoff.timeouts().death()));
	}

	// A batch that was not released goes on at the successor, unless that is dead.
	private void endReturns(ConnectionReception reception, @Nullable Message message) {
		reception.end((message == null && hasDied()) ? Departure.DIED : Departure.ENDED, this.callbacks.returns());
		this.handoff.transfer().end("successor gives back");
		this.handoff.end();
		this.conversation.close();
		guard(this.callbacks::onReturned);
	}

	private void depart(Departure departure, @Nullable String reason) {
		boolean left = !this.handoff.end();
		this.conversation.close();
		if (!left) {
			guard(() -> this.callbacks.onDeparted(departure, reason));
		}
	}

	private void tellProgress() {
		PredecessorPhase phase = this.handoff.phase();
		if (phase != PredecessorPhase.DRAINING && phase != PredecessorPhase.DRAINED) {
			return;
		}
		try {
			this.conversation.send(progress(), Deadline.after(PROGRESS_INTERVAL));
		}
		catch (IOException ex) {
			// A successor that has left is found when reading; a stopped one reads later.
			logger.debug("PROGRESS did not reach the successor", ex);
		}
	}

	private Progress progress() {
		try {
			return this.callbacks.progress();
		}
		catch (RuntimeException ex) {
			logger.warn("Progress of the drain is unknown", ex);
			return new Progress(0, 0, Instant.now(), null);
		}
	}

	private static void guard(Runnable callback) {
		try {
			callback.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Cutover is done, but its follow-up failed", ex);
		}
	}

}
