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
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.StandardStreams;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * The successor's end of the conversation, from WELCOME on. The steps are called in order
 * by one thread; {@link #bye} and {@link #close()} by any, which end its waiting.
 * <p>
 * Exactly one of the two processes serves in the end. This one may open its gate once it
 * has COMMIT, or the predecessor is gone; end of file alone is not taken for its death,
 * that its process is gone must be seen. If this one is stopped for so long after COMMIT
 * that the predecessor has gone back to accepting, then both accept from the same queue
 * in the kernel for a moment, which loses nothing, until SERVING finds the refusal.
 * <p>
 * Long, because each step has its own ways to end, and they read best one after another.
 */
public final class SuccessorConversation implements AutoCloseable {

	private final Conversation conversation;

	private final Welcome welcome;

	private final HandedOver handedOver;

	private final PredecessorFate fate;

	private final PhaseClock clock;

	private final ConnectionReception connections;

	private @Nullable Message pushedBack;

	private @Nullable Ending foreseen;

	private volatile @Nullable SuccessorRollback rollback;

	private boolean drained;

	SuccessorConversation(Conversation conversation, Welcome welcome, HandedOver handedOver, PredecessorFate fate,
			PhaseClock clock) {
		this.conversation = conversation;
		this.welcome = welcome;
		this.handedOver = handedOver;
		this.fate = fate;
		this.clock = clock;
		this.connections = new ConnectionReception(conversation, fate.timeouts());
	}

	/**
	 * Return what the predecessor says of itself and of its listeners.
	 * @return the welcome
	 */
	public Welcome welcome() {
		return this.welcome;
	}

	/**
	 * Return the listeners that were passed, each checked against its announcement.
	 * @return the listeners, owned by the caller: closing the conversation leaves them
	 * open
	 */
	public List<PassedListener> listeners() {
		return this.handedOver.listeners();
	}

	/**
	 * Return the control listener that was passed, on which this process accepts once it
	 * serves.
	 * @return the control listener, owned by the caller
	 */
	public Descriptor controlListener() {
		return this.handedOver.controlListener();
	}

	/**
	 * Return where this process is to write to from READY on, if the predecessor has
	 * started it.
	 * @return the streams, owned by the caller; {@code null} if they were not passed
	 */
	public @Nullable StandardStreams streams() {
		return this.handedOver.streams();
	}

	/**
	 * Return this process's end of the channel for state.
	 * @return the descriptor, owned by the caller; {@code null} if there is none
	 */
	public @Nullable Descriptor state() {
		return this.handedOver.state();
	}

	/**
	 * Look whether the predecessor has left, or called the handoff off, while this
	 * process was starting. Waits for nothing but the end of its process, after end of
	 * file. {@link #ready} gives the same answer afterwards.
	 * @return how it ended, {@code null} if the predecessor waits for READY still
	 * @throws IOException if it broke the protocol, or this end was closed
	 */
	public @Nullable Ending look() throws IOException {
		return look(Deadline.after(Duration.ZERO));
	}

	/**
	 * Wait for the predecessor to leave, or to call the handoff off, as in
	 * {@link #look()}.
	 * @param deadline when to stop waiting
	 * @return how it ended, {@code null} if the predecessor waits for READY still
	 * @throws IOException if it broke the protocol, or this end was closed
	 */
	public @Nullable Ending look(Deadline deadline) throws IOException {
		if (this.foreseen == null) {
			try {
				this.foreseen = this.fate.of(this.conversation.receiveMessage(deadline), "COMMIT");
			}
			catch (SocketTimeoutException ex) {
				return null;
			}
		}
		return this.foreseen;
	}

	/**
	 * Tell the predecessor what keeps this process, which has started, from being ready.
	 * Nothing is said to one that is too old to understand it.
	 * @param obstacle what it is, for people
	 * @param deadline when to give up
	 */
	public void notReady(String obstacle, Deadline deadline) {
		if (MessageType.NOT_READY.since() <= this.conversation.version()) {
			tell(new Message.NotReady(obstacle), deadline);
		}
	}

	/**
	 * Say READY and wait for the predecessor to stop accepting.
	 * @param checks how long this process has looked whether it is ready
	 * @param deadline when to give up: the predecessor may be stopped. It serves on, or
	 * will when it runs again, for it finds the conversation closed
	 * @return whether this process may serve
	 * @throws SocketTimeoutException if the deadline passed; the conversation is closed
	 * @throws IOException if the predecessor broke the protocol, or this end was closed;
	 * the conversation is closed
	 */
	public ReadyResult ready(Duration checks, Deadline deadline) throws IOException {
		if (this.foreseen != null) {
			return this.foreseen;
		}
		this.clock.begin(HandoffPhase.LISTENERS);
		tell(new Message.Ready(checks), deadline);
		try {
			Message message = this.conversation.receiveMessage(deadline);
			if (message instanceof Message.Commit) {
				this.clock.begin(HandoffPhase.CUTOVER);
				Ending withdrawn = withdrawal();
				return (withdrawn != null) ? withdrawn : new ReadyResult.Committed();
			}
			return this.fate.of(message, "COMMIT");
		}
		catch (SocketTimeoutException ex) {
			String problem = this.fate + " did not answer READY; it may be stopped, and it keeps the listeners";
			this.conversation.close(new Message.Bye("no COMMIT in time"));
			throw new SocketTimeoutException(problem);
		}
		catch (IOException ex) {
			this.conversation.close(new Message.Bye(ex.getMessage()));
			throw ex;
		}
	}

	// Whether COMMIT is out of date: this process may have been stopped since it came,
	// and the predecessor have gone back to accepting.
	private @Nullable Ending withdrawal() throws IOException {
		try {
			return this.fate.of(this.conversation.receiveMessage(Deadline.after(Duration.ZERO)), "SERVING");
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
		catch (ProtocolException ex) {
			return lost(ex);
		}
	}

	/**
	 * Say SERVING, after the gate was opened, and wait until the predecessor has read it.
	 * @param rooms the listeners that this process uses, by name, each with the number of
	 * established connections that it can take
	 * @param own which of them are sockets of its own beside the predecessor's
	 * @param deadline when to stop waiting
	 * @return whether the cutover is final
	 * @throws IOException if this end was closed
	 */
	public ServingResult serving(Map<String, Integer> rooms, Set<String> own, Deadline deadline) throws IOException {
		this.clock.begin(HandoffPhase.DRAIN);
		tell(new Serving(rooms, own), deadline);
		try {
			Message message = this.conversation.receiveMessage(deadline);
			if (DrainMessages.include(message)) {
				this.pushedBack = message;
				this.fate.cutoverIsFinal();
				return new ServingResult.Confirmed();
			}
			return this.fate.of(message, "PROGRESS");
		}
		catch (ProtocolException ex) {
			return lost(ex);
		}
		catch (SocketTimeoutException ex) {
			return new ServingResult.Unconfirmed();
		}
	}

	/**
	 * Wait for the end of the predecessor's drain, and after it for the end of its
	 * standby.
	 * @param listener hears how it goes
	 * @param deadline when to stop waiting; this can be called again
	 * @return how it ended: first {@link DrainResult.Drained}, then
	 * {@link DrainResult.Released}
	 * @throws IOException if this end was closed
	 */
	public DrainResult awaitDrained(DrainListener listener, Deadline deadline) throws IOException {
		try {
			while (true) {
				DrainResult result = hear(listener, deadline);
				if (result != null) {
					return result;
				}
			}
		}
		catch (ProtocolException ex) {
			end(Departure.LOST, listener, String.valueOf(ex.getMessage()));
			return lost(ex);
		}
		catch (SocketTimeoutException ex) {
			return new DrainResult.Overdue();
		}
		catch (IOException ex) {
			end(Departure.LOST, listener, String.valueOf(ex.getMessage()));
			throw ex;
		}
	}

	private void end(Departure departure, DrainListener listener, String reason) {
		this.connections.end(departure, listener);
		SuccessorRollback rollback = this.rollback;
		if (rollback != null) {
			rollback.end(reason);
		}
	}

	/**
	 * Prepare to give back to the predecessor, which drains or has drained; another
	 * thread goes on to {@link #awaitDrained wait} meanwhile. Called at most once.
	 * @return the rollback, of which the predecessor knows nothing yet
	 */
	public SuccessorRollback rollback() {
		SuccessorRollback rollback = new SuccessorRollback(this.conversation, this.fate.timeouts());
		this.rollback = rollback;
		return rollback;
	}

	private @Nullable DrainResult hear(DrainListener listener, Deadline deadline) throws IOException {
		Incoming incoming = next(deadline);
		Message message = (incoming != null) ? incoming.message() : null;
		if (incoming != null && message instanceof Connections) {
			this.connections.hear(message, incoming.descriptors(), listener);
			return null;
		}
		if (incoming != null) {
			incoming.expectNoDescriptors();
		}
		if (message instanceof Message.Drained last) {
			this.clock.end();
			this.drained = true;
			return new DrainResult.Drained(last.counts(), last.handoff());
		}
		SuccessorRollback rollback = this.rollback;
		if (message != null && rollback != null && rollback.hear(message)) {
			return null;
		}
		if (message instanceof Message.Released) {
			return released(listener);
		}
		if (message == null || !DrainMessages.include(message)) {
			Ending ending = this.fate.of(message, "DRAINED");
			end((ending instanceof PredecessorGone gone) ? gone.departure() : Departure.LOST, listener,
					"it has left the conversation");
			return ending;
		}
		this.fate.cutoverIsFinal();
		if (!this.connections.hear(message, List.of(), listener)) {
			DrainMessages.hear(message, listener);
		}
		return null;
	}

	// It may say so before its drain is over, which goes on then.
	private @Nullable DrainResult released(DrainListener listener) {
		SuccessorRollback rollback = this.rollback;
		if (rollback != null) {
			rollback.end("it is not to come back any more");
		}
		listener.onReleased();
		return this.drained ? new DrainResult.Released() : null;
	}

	private @Nullable Incoming next(Deadline deadline) throws IOException {
		Message message = this.pushedBack;
		this.pushedBack = null;
		return (message != null) ? new Incoming(message, this.conversation.version(), List.of())
				: this.conversation.receive(deadline);
	}

	private PredecessorGone lost(ProtocolException ex) {
		// Without BYE: this process serves on.
		this.conversation.close();
		return this.fate.gone(Departure.LOST, ex.getMessage());
	}

	// What cannot be sent has an answer waiting, or end of file, which says why.
	private void tell(Message message, Deadline deadline) {
		try {
			this.conversation.send(message, deadline);
		}
		catch (IOException ex) {
			// Found when reading.
		}
	}

	/**
	 * Say that this process stays, so that the predecessor need not come back if it dies.
	 * Nothing is said if the predecessor has left.
	 * @param deadline when to give up
	 * @throws SocketTimeoutException if the predecessor does not read; it may be stopped
	 */
	public void settle(Deadline deadline) throws SocketTimeoutException {
		try {
			this.conversation.send(new Message.Settled(), deadline);
		}
		catch (SocketTimeoutException ex) {
			throw ex;
		}
		catch (IOException ex) {
			// It has left, and cannot come back.
		}
	}

	/**
	 * Say that this process ends on purpose, and close: before SERVING the predecessor
	 * serves on, after it the predecessor ends too.
	 * @param reason why, for the predecessor's log, or {@code null}
	 */
	public void bye(@Nullable String reason) {
		this.conversation.close(new Message.Bye(reason));
	}

	/**
	 * End the conversation without a word. Idempotent.
	 */
	@Override
	public void close() {
		this.conversation.close();
	}

}
