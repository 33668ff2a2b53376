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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A rollback at the successor: it has closed its gate, asks the predecessor to accept
 * again, and is the one who passes established connections from then on. One thread asks
 * and moves; the one that follows the predecessor's drain brings the answers.
 */
public final class SuccessorRollback implements ConnectionPassage {

	private static final Log logger = LogFactory.getLog(SuccessorRollback.class);

	private final Conversation conversation;

	private final ConnectionTransfer transfer;

	private final Duration patience;

	private @Nullable Serving answer;

	private @Nullable String over;

	SuccessorRollback(Conversation conversation, HandoffTimeouts timeouts) {
		this.conversation = conversation;
		this.transfer = new ConnectionTransfer(conversation, timeouts);
		this.patience = timeouts.answer();
	}

	/**
	 * Ask the predecessor to accept again, and wait until it does.
	 * @param reason why, for its log and its history
	 * @param deadline when to give up
	 * @throws IOException if it does not, or has not said so in time: whoever asks is the
	 * only one who can serve, unless the conversation has broken in between
	 */
	public void ask(String reason, Deadline deadline) throws IOException {
		this.conversation.send(new Message.Rollback(reason), deadline);
		synchronized (this) {
			while (this.answer == null) {
				if (this.over != null) {
					throw new IOException("predecessor does not come back: " + this.over);
				}
				if (deadline.hasPassed()) {
					throw new IOException("predecessor does not answer; it may be stopped");
				}
				try {
					TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
				}
				catch (InterruptedException ex) {
					Thread.currentThread().interrupt();
					throw new IOException("interrupted while waiting for the predecessor", ex);
				}
			}
		}
	}

	/**
	 * Hear a message.
	 * @param message the message
	 * @return {@code false} if it has nothing to do with the rollback
	 */
	boolean hear(Message message) {
		if (message instanceof Serving serving) {
			synchronized (this) {
				this.answer = serving;
				notifyAll();
			}
			return true;
		}
		if (message instanceof Held held) {
			this.transfer.answered(held);
			return true;
		}
		return message instanceof Message.Adopted;
	}

	/**
	 * The conversation is over, or the predecessor has said that it ends.
	 * @param reason why
	 */
	void end(String reason) {
		synchronized (this) {
			this.over = reason;
			notifyAll();
		}
		this.transfer.end(reason);
	}

	/**
	 * Tell the predecessor that this process's serving-only work has stopped. Nothing is
	 * sent if it has left.
	 */
	public void quiesced() {
		try {
			this.conversation.send(new Message.Quiesced(), Deadline.after(this.patience));
		}
		catch (IOException ex) {
			logger.debug("QUIESCED did not reach the predecessor", ex);
		}
	}

	@Override
	public synchronized Map<String, Integer> rooms() {
		return (this.answer != null) ? this.answer.rooms() : Map.of();
	}

	/**
	 * Return whether the predecessor accepts again.
	 * @return whether it has said so
	 */
	public synchronized boolean isAccepted() {
		return this.answer != null;
	}

	@Override
	public MoveResult move(String listener, List<Claim> claims, Runnable meanwhile) throws IOException {
		return this.transfer.move(listener, claims, meanwhile);
	}

	@Override
	public boolean isStalled() {
		return this.transfer.isStalled();
	}

}
