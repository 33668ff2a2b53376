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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A handoff at the predecessor: what the process can ask of it and tell the successor
 * through it. Thread safe; {@link PredecessorCutover} and {@link PredecessorDrain} run
 * it.
 * <p>
 * Long, because it is one lock around one phase, with all that the rest of this process
 * may ask or say.
 */
public final class PredecessorHandoff implements ConnectionPassage {

	/** The most connections that are passed at once. */
	public static final int LARGEST_BATCH = ControlConnection.MAXIMUM_DESCRIPTORS;

	private static final Log logger = LogFactory.getLog(PredecessorHandoff.class);

	private final Conversation conversation;

	private final ServingProcess process;

	private final PeerCredentials peer;

	private final HandoffTimeouts timeouts;

	private final Instant startedAt = Instant.now();

	private final PhaseClock clock = new PhaseClock(System::nanoTime);

	private PredecessorPhase phase = PredecessorPhase.GREETING;

	private final ConnectionTransfer transfer;

	private @Nullable Refused calledOff;

	private volatile int inFlight;

	private @Nullable String obstacle;

	private Serving serving = new Serving(Map.of(), Set.of());

	PredecessorHandoff(Conversation conversation, ServingProcess process, PeerCredentials peer,
			HandoffTimeouts timeouts) {
		this.conversation = conversation;
		this.process = process;
		this.peer = peer;
		this.timeouts = timeouts;
		this.transfer = new ConnectionTransfer(conversation, timeouts);
	}

	/**
	 * Return how far it has come.
	 * @return the phase
	 */
	public synchronized PredecessorPhase phase() {
		return this.phase;
	}

	/**
	 * Return the successor's process id, as the kernel vouches for it.
	 * @return the process id
	 */
	public long successorPid() {
		return this.peer.pid();
	}

	/**
	 * Note how long it took to start the successor's process.
	 * @param duration the time from the decision to HELLO
	 */
	public void spawnedIn(Duration duration) {
		this.clock.precede(HandoffPhase.SPAWN, duration);
	}

	/**
	 * Note how many requests were in progress when this process stopped accepting.
	 * @param requests their number
	 */
	public void inFlightAtCutover(int requests) {
		this.inFlight = requests;
	}

	/**
	 * Note that the connections that were idle have moved, as far as they do.
	 */
	public void idleConnectionsMoved() {
		if (phase() == PredecessorPhase.DRAINING) {
			this.clock.begin(HandoffPhase.DRAIN);
		}
	}

	/**
	 * Return when the successor said HELLO.
	 * @return the instant
	 */
	public Instant startedAt() {
		return this.startedAt;
	}

	/**
	 * Return what keeps the successor, which has started, from being ready.
	 * @return what it has said last, for people; {@code null} if it has said nothing
	 */
	public synchronized @Nullable String obstacle() {
		return this.obstacle;
	}

	/**
	 * Call the handoff off while the successor is not ready: it is refused and ends, this
	 * process goes on. {@link PredecessorCallbacks#onFailed} follows.
	 * @param refusal what the successor is told
	 * @return whether it was called off; {@code false} if the successor has been ready
	 * before, and the handoff goes on
	 */
	public synchronized boolean callOff(Refused refusal) {
		if (this.phase.compareTo(PredecessorPhase.AWAITING_READY) > 0) {
			return false;
		}
		this.calledOff = refusal;
		return end(refusal);
	}

	/**
	 * End the conversation because this process ends and will accept no more: whatever
	 * the successor was given is its own, and it serves when it is ready. No callback
	 * follows. A WELCOME that is being sent is sent to its end first. Does nothing once
	 * the conversation is over.
	 * @param reason why, for the successor's log
	 * @return whether a successor is left with the listeners
	 */
	public boolean leave(String reason) {
		boolean greeted = awaitGreeted();
		synchronized (this) {
			return end() && this.conversation.close(new Message.Bye(reason)) && greeted;
		}
	}

	private synchronized boolean awaitGreeted() {
		Deadline deadline = Deadline.after(this.timeouts.answer());
		while (this.phase == PredecessorPhase.GREETING && !deadline.hasPassed()) {
			try {
				TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		return this.phase != PredecessorPhase.GREETING;
	}

	@Override
	public synchronized Map<String, Integer> rooms() {
		return this.serving.rooms();
	}

	/**
	 * Return which listeners the successor has made beside this process's, on the same
	 * ports. Those of this process are its alone, and so is what waits there.
	 * @return their names; none before it serves
	 */
	public synchronized Set<String> separateListeners() {
		return this.serving.own();
	}

	@Override
	public MoveResult move(String listener, List<Claim> claims, Runnable meanwhile) throws IOException {
		return this.transfer.move(listener, claims, meanwhile);
	}

	@Override
	public boolean isStalled() {
		return this.transfer.isStalled();
	}

	/**
	 * Tell the successor that this process's serving-only work has stopped.
	 */
	public void quiesced() {
		tell(new Message.Quiesced());
	}

	/**
	 * Tell the successor that the drain has ended. Nothing is sent if it has left.
	 * @param counts how what was in hand ended
	 * @param connections what became of the connections, see {@link HandoffRecord}
	 * @return the finished handoff
	 * @throws IllegalStateException if the drain has not begun
	 */
	public HandoffRecord drained(DrainCounts counts, Map<String, Map<String, Long>> connections) {
		if (phase().compareTo(PredecessorPhase.DRAINING) < 0) {
			throw new IllegalStateException("No drain has begun: " + phase());
		}
		this.clock.end();
		HandoffRecord handoff = record(HandoffOutcome.SUCCEEDED, null).withConnections(connections).withDrain(counts);
		if (advance(PredecessorPhase.DRAINING, PredecessorPhase.DRAINED)) {
			tell(new Message.Drained(counts, handoff));
		}
		return handoff;
	}

	/**
	 * Return whether the successor has said nothing that was not heard yet, and has not
	 * closed the conversation.
	 * @return whether there is nothing to read
	 */
	public boolean isQuiet() {
		return this.conversation.isQuiet();
	}

	/**
	 * Tell how it has gone so far.
	 * @return the handoff, as one that has succeeded
	 */
	public HandoffRecord soFar() {
		return record(HandoffOutcome.SUCCEEDED, null);
	}

	/**
	 * Note that this process accepts again, since the successor has died, or gives back.
	 * @param reason what has happened, for people
	 * @return the finished handoff
	 */
	public HandoffRecord cameBack(String reason) {
		this.clock.end();
		end();
		return record(HandoffOutcome.ROLLED_BACK, reason);
	}

	/**
	 * Tell a successor that this process will not come back, while it still drains.
	 */
	void declineRollback() {
		tell(new Message.Released());
	}

	/**
	 * Tell a successor that gives back that this process accepts again. Nothing is sent
	 * if it has left.
	 * @param rooms the listeners, by name, each with the number of established
	 * connections that can come back
	 */
	public void servesAgain(Map<String, Integer> rooms) {
		tell(new Serving(rooms, Set.of()));
	}

	/**
	 * Tell the successor that this process will not come back, and end the conversation.
	 * No callback follows.
	 */
	public void released() {
		end(new Message.Released());
	}

	// A successor that cannot be told has left, which the thread that reads finds out.
	private void tell(Message message) {
		try {
			this.conversation.send(message, Deadline.after(this.timeouts.answer()));
		}
		catch (IOException ex) {
			logger.debug(MessageCodec.typeOf(message) + " did not reach the successor", ex);
		}
	}

	synchronized void successorWaits(String obstacle) {
		this.obstacle = obstacle;
	}

	synchronized void successorServes(Serving serving) {
		this.serving = serving;
	}

	ConnectionTransfer transfer() {
		return this.transfer;
	}

	Conversation conversation() {
		return this.conversation;
	}

	PhaseClock clock() {
		return this.clock;
	}

	HandoffTimeouts timeouts() {
		return this.timeouts;
	}

	ServingProcess process() {
		return this.process;
	}

	synchronized @Nullable Refused calledOff() {
		return this.calledOff;
	}

	String successor() {
		return "successor (pid " + this.peer.pid() + ")";
	}

	HandoffRecord record(HandoffOutcome outcome, @Nullable String reason) {
		return new HandoffRecord(outcome, reason, this.process.pid(), this.process.generation(), successorPid(),
				this.process.generation() + 1, this.startedAt, this.clock.phases(), this.inFlight, Map.of());
	}

	/**
	 * Go on to another phase.
	 * @param from the phase that it is in
	 * @param to the phase to go to
	 * @return {@code false} if it was not in that phase: somebody else has ended it
	 */
	synchronized boolean advance(PredecessorPhase from, PredecessorPhase to) {
		if (this.phase != from) {
			return false;
		}
		this.phase = to;
		notifyAll();
		return true;
	}

	// The last word is said before this returns: the thread that runs the handoff comes
	// here too before it closes the conversation, and must not cut it off.
	private synchronized boolean end(Message last) {
		if (!end()) {
			return false;
		}
		this.conversation.close(last);
		return true;
	}

	/**
	 * End it.
	 * @return {@code false} if it was over before
	 */
	synchronized boolean end() {
		boolean ended = this.phase != PredecessorPhase.ENDED;
		this.phase = PredecessorPhase.ENDED;
		notifyAll();
		return ended;
	}

	@Override
	public String toString() {
		return "handoff to " + successor() + ", " + phase();
	}

}
