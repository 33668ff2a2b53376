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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Passes established connections to the successor, one batch at a time. One thread
 * {@link #move moves}; the conversation's thread brings the answers.
 * <p>
 * A connection is never read on both sides. Until RELEASE was sent the successor reads
 * none of the batch, and this process can take it back at any time; once it was sent,
 * this process never does, whatever becomes of the successor: half a request may have
 * been read there.
 */
final class ConnectionTransfer {

	private static final Log logger = LogFactory.getLog(ConnectionTransfer.class);

	private final Conversation conversation;

	private final HandoffTimeouts timeouts;

	private int batch;

	// Whether the answer to the last batch is still to come, though not waited for.
	private boolean stalled;

	private @Nullable Held answer;

	private @Nullable String over;

	ConnectionTransfer(Conversation conversation, HandoffTimeouts timeouts) {
		this.conversation = conversation;
		this.timeouts = timeouts;
	}

	/**
	 * Pass a batch, and return when the successor has it or it is back at work.
	 * @param listener name of the listener that the connections came from
	 * @param claims the connections, ended by this method
	 * @param meanwhile done while they are on the way
	 * @return what became of them; none has moved if the successor did not answer in
	 * time, see {@link #isStalled()}
	 * @throws IOException if no more can be passed; all of these are back at work
	 */
	MoveResult move(String listener, List<Claim> claims, Runnable meanwhile) throws IOException {
		int number = begin(claims);
		Deadline deadline = Deadline.after(this.timeouts.held());
		List<Descriptor> descriptors = new ArrayList<>(claims.size());
		List<ConnectionState> states = new ArrayList<>(claims.size());
		for (Claim claim : claims) {
			descriptors.add(claim.socket().descriptor());
			states.add(claim.state());
		}
		try {
			this.conversation.send(new Connections(number, listener, states), descriptors, deadline);
			meanwhile.run();
			Held held = await(number, claims.size(), deadline);
			if (held == null) {
				takeBack(number, claims);
				return new MoveResult(0, 0, null);
			}
			if (held.refused().size() < claims.size()) {
				// Before our copies are closed: if it cannot be sent, nothing was lost.
				// A message as short as this is sent wholly or not at all.
				this.conversation.send(new Message.Release(number), deadline);
			}
			return settle(claims, held);
		}
		catch (IOException | RuntimeException | Error ex) {
			end("moving has failed: " + ex.getMessage());
			takeBack(number, claims);
			throw ex;
		}
	}

	private int begin(List<Claim> claims) throws IOException {
		synchronized (this) {
			if (this.over == null) {
				this.answer = null;
				return ++this.batch;
			}
		}
		// The successor has left since they were claimed.
		claims.forEach(Claim::putBack);
		throw new IOException(this.over);
	}

	private static MoveResult settle(List<Claim> claims, Held held) {
		Set<Integer> refused = new HashSet<>(held.refused());
		for (int i = 0; i < claims.size(); i++) {
			settle(claims.get(i), refused.contains(i));
		}
		return new MoveResult(claims.size() - held.refused().size(), held.refused().size(), held.reason());
	}

	// What was released is never taken back, whatever goes wrong here.
	private static void settle(Claim claim, boolean refused) {
		try {
			if (refused) {
				claim.refuse();
			}
			else {
				claim.giveUp();
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Connection that was moved is not given up in order", ex);
		}
	}

	private void takeBack(int number, List<Claim> claims) {
		try {
			// The successor closes its copies, so that a close here reaches the client.
			this.conversation.send(new Message.Withdrawn(number), Deadline.after(this.timeouts.held()));
		}
		catch (IOException ex) {
			logger.debug("WITHDRAWN did not reach the successor", ex);
		}
		claims.forEach(Claim::putBack);
	}

	private synchronized @Nullable Held await(int number, int size, Deadline deadline) throws IOException {
		while (this.answer == null && this.over == null) {
			if (deadline.hasPassed()) {
				this.stalled = true;
				return null;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IOException("interrupted while waiting for HELD", ex);
			}
		}
		Held held = this.answer;
		if (held == null) {
			throw new IOException(this.over);
		}
		int refused = held.refused().size();
		if (held.batch() != number || (refused > 0 && held.refused().get(refused - 1) >= size)) {
			throw new IOException("HELD does not fit to the batch: " + held);
		}
		return held;
	}

	/**
	 * Hear an answer.
	 * @param held what the successor has taken
	 */
	synchronized void answered(Held held) {
		if (this.stalled) {
			// Of the batch that was withdrawn: the successor runs again.
			this.stalled = false;
			return;
		}
		this.answer = held;
		notifyAll();
	}

	/**
	 * Return whether the successor has not answered to the last batch yet, which was
	 * taken back. Until it does, none is to be passed.
	 * @return whether its answer is still to come
	 */
	synchronized boolean isStalled() {
		return this.stalled && this.over == null;
	}

	/**
	 * End: a batch that waits for its answer goes back to work, no other one is passed.
	 * @param reason why
	 */
	synchronized void end(String reason) {
		if (this.over == null) {
			this.over = reason;
		}
		notifyAll();
	}

}
