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
import java.nio.channels.ClosedChannelException;
import java.time.Duration;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The predecessor's steps from WELCOME to SERVING, on the conversation's thread. Until
 * SERVING has been read every way out leaves this process serving as before: end of file
 * is the successor's death, found at once, and no wait is longer than its deadline.
 */
final class PredecessorCutover {

	private static final Log logger = LogFactory.getLog(PredecessorCutover.class);

	private final PredecessorHandoff handoff;

	private final Conversation conversation;

	private final HandoffFailures failures;

	private final PredecessorCallbacks callbacks;

	private boolean stopped;

	PredecessorCutover(PredecessorHandoff handoff, PredecessorCallbacks callbacks) {
		this.handoff = handoff;
		this.conversation = handoff.conversation();
		this.failures = new HandoffFailures(handoff);
		this.callbacks = callbacks;
	}

	/**
	 * Take the steps.
	 * @param offer what the successor gets; closed when it was sent, or could not be
	 * @param controlListener makes a duplicate of the control listener
	 * @param room descriptors that the successor can take
	 * @return whether the successor serves; if not, the callbacks know why and the
	 * conversation is over
	 */
	boolean run(Offer offer, ControlListenerSource controlListener, int room) {
		Deadline ready = Deadline.after(offer.readyTimeout());
		try {
			welcome(offer, controlListener, room);
			awaitReady(ready, offer.readyTimeout());
			commit();
			awaitServing();
			return true;
		}
		catch (HandoffFailedException ex) {
			fail(ex);
		}
		// An Error too: nobody would accept if it ended this thread after COMMIT.
		catch (RuntimeException | Error ex) {
			logger.warn("Handoff to " + this.handoff.successor() + " failed in this process", ex);
			fail(this.failures.failed(ex));
		}
		return false;
	}

	private void welcome(Offer offer, ControlListenerSource source, int room) throws HandoffFailedException {
		try (offer; Descriptor controlListener = source.duplicate()) {
			Invitation invitation = Invitation.of(this.handoff.process(), offer, controlListener,
					this.conversation.version());
			if (invitation.descriptors().size() > room) {
				throw this.failures.noRoom(invitation.descriptors().size(), room);
			}
			send(invitation);
		}
		catch (IOException ex) {
			logger.warn("Listeners cannot be passed to " + this.handoff.successor(), ex);
			throw this.failures.failed(ex);
		}
	}

	private void send(Invitation invitation) throws HandoffFailedException {
		try {
			this.conversation.send(invitation.welcome(), invitation.descriptors(), answer());
		}
		catch (IOException ex) {
			throw notTaken("WELCOME", ex);
		}
		advance(PredecessorPhase.GREETING, PredecessorPhase.AWAITING_READY);
	}

	private void awaitReady(Deadline deadline, Duration timeout) throws HandoffFailedException {
		try {
			Message message = receive("READY", deadline);
			while (message instanceof Message.NotReady notReady) {
				this.handoff.successorWaits(notReady.obstacle());
				message = receive("READY", deadline);
			}
			if (!(message instanceof Message.Ready ready)) {
				throw this.failures.unexpected(message, "READY");
			}
			this.handoff.clock().endAfter(HandoffPhase.CHECKS, ready.checks());
		}
		catch (SocketTimeoutException ex) {
			throw this.failures.notReady(timeout);
		}
		if (this.callbacks.isRehearsal()) {
			throw this.failures.rehearsed();
		}
		advance(PredecessorPhase.AWAITING_READY, PredecessorPhase.COMMITTING);
	}

	private void commit() throws HandoffFailedException {
		this.handoff.clock().begin(HandoffPhase.STATE);
		try {
			this.callbacks.onReady();
			this.handoff.clock().begin(HandoffPhase.LISTENERS);
			// Before COMMIT, so that never both accept; and noted before it is tried, so
			// that half of it is undone as well.
			this.stopped = true;
			this.callbacks.stopAccepting();
			this.handoff.clock().begin(HandoffPhase.CUTOVER);
			this.conversation.send(new Message.Commit(), answer());
		}
		catch (IOException ex) {
			throw notTaken("COMMIT", ex);
		}
		advance(PredecessorPhase.COMMITTING, PredecessorPhase.AWAITING_SERVING);
	}

	private void awaitServing() throws HandoffFailedException {
		Duration timeout = this.handoff.timeouts().serving();
		try {
			Message message = receive("SERVING", Deadline.after(timeout));
			if (!(message instanceof Serving serving)) {
				throw this.failures.unexpected(message, "SERVING");
			}
			this.handoff.successorServes(serving);
		}
		catch (SocketTimeoutException ex) {
			throw this.failures.notServing(timeout);
		}
		advance(PredecessorPhase.AWAITING_SERVING, PredecessorPhase.DRAINING);
	}

	private Message receive(String awaited, Deadline deadline) throws HandoffFailedException, SocketTimeoutException {
		try {
			Message message = this.conversation.receiveMessage(deadline);
			if (message == null) {
				throw this.failures.unexpected(null, awaited);
			}
			return message;
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (ClosedChannelException ex) {
			throw this.failures.calledOff();
		}
		catch (IOException ex) {
			throw this.failures.broken(String.valueOf(ex.getMessage()));
		}
	}

	private HandoffFailedException notTaken(String name, IOException ex) {
		if (ex instanceof NativeException) {
			try {
				// It has closed, and may have said why.
				return this.failures.unexpected(this.conversation.receiveMessage(Deadline.after(Duration.ZERO)), name);
			}
			catch (IOException unsaid) {
				ex.addSuppressed(unsaid);
			}
		}
		return this.failures.notTaken(name, ex);
	}

	private void advance(PredecessorPhase from, PredecessorPhase to) throws HandoffFailedException {
		if (!this.handoff.advance(from, to)) {
			throw this.failures.calledOff();
		}
	}

	private Deadline answer() {
		return Deadline.after(this.handoff.timeouts().answer());
	}

	private void fail(HandoffFailedException found) {
		boolean ended = !this.handoff.end();
		// What another thread has done is the reason, whatever this one saw of it.
		HandoffFailedException failure = ended ? this.failures.calledOff() : found;
		boolean left = ended && this.handoff.calledOff() == null;
		if (this.stopped && !left) {
			// First of all: until then nobody accepts.
			guard(() -> this.callbacks.resumeAccepting(failure.reason()));
		}
		Refused farewell = failure.farewell();
		if (farewell != null) {
			this.conversation.close(farewell);
		}
		this.conversation.close();
		if (!left) {
			HandoffRecord handoff = this.handoff.record(HandoffOutcome.FAILED, failure.reason());
			guard(() -> this.callbacks.onFailed(new HandoffFailure(failure.failureCause(), handoff)));
		}
	}

	private static void guard(Runnable callback) {
		try {
			callback.run();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Failed handoff could not be undone in full", ex);
		}
	}

	/**
	 * Makes duplicates of the control listener.
	 */
	@FunctionalInterface
	interface ControlListenerSource {

		/**
		 * Make one.
		 * @return the duplicate, owned by the caller
		 * @throws IOException if it cannot be made
		 */
		Descriptor duplicate() throws IOException;

	}

}
