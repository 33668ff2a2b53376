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
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.PeerCredentials;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who has connected and what it wants, and lets one successor at a time in.
 * Nothing that a peer says is read before the kernel has said that it is the same user.
 */
final class Reception implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Reception.class);

	private final ServingProcess process;

	private final PredecessorCallbacks callbacks;

	private final HandoffTimeouts timeouts;

	private final SuccessorRunner runner;

	private final WaitingPeers waiting = new WaitingPeers();

	private final HandoffSlot slot = new HandoffSlot();

	Reception(ServingProcess process, PredecessorCallbacks callbacks, HandoffTimeouts timeouts,
			SuccessorRunner runner) {
		this.process = process;
		this.callbacks = callbacks;
		this.timeouts = timeouts;
		this.runner = runner;
	}

	Optional<PredecessorHandoff> current() {
		return this.slot.current();
	}

	/**
	 * Deal with a connection, on a thread of its own, until it is over.
	 * @param connection the connection, closed when this returns
	 */
	void receive(ControlConnection connection) {
		Conversation conversation = new Conversation(connection, VersionRange.SUPPORTED.lowest());
		try (conversation) {
			PeerCredentials peer = conversation.peer();
			if (peer.uid() != this.process.uid()) {
				logger.warn("Refused a control connection of uid %d (pid %d): this process has uid %d"
					.formatted(peer.uid(), peer.pid(), this.process.uid()));
				conversation.close(new Refused(RefusalReason.OTHER_USER,
						"uid " + peer.uid() + " may not take over from uid " + this.process.uid()));
				return;
			}
			Hello hello = awaitHello(conversation, peer);
			if (hello != null) {
				answer(conversation, peer, hello);
			}
		}
		catch (IOException ex) {
			logger.debug("Control connection ended", ex);
		}
	}

	private @Nullable Hello awaitHello(Conversation conversation, PeerCredentials peer) throws IOException {
		this.waiting.enter(conversation);
		try {
			Message message = conversation.receiveMessage(Deadline.after(this.timeouts.hello()));
			if (message == null || !this.waiting.leave(conversation)) {
				return null;
			}
			if (message instanceof Hello hello) {
				return hello;
			}
			throw new ProtocolException(MessageCodec.typeOf(message) + " came instead of HELLO");
		}
		catch (ClosedChannelException ex) {
			return null; // it had to make room, or this process ends
		}
		catch (SocketTimeoutException ex) {
			logger.warn("Closed a control connection (pid %d) that did not say HELLO within %d ms".formatted(peer.pid(),
					this.timeouts.hello().toMillis()));
			conversation.close(new Refused(RefusalReason.TOO_LATE, "no HELLO in time"));
			return null;
		}
		catch (ProtocolException ex) {
			logger.warn("Closed a control connection (pid %d): %s".formatted(peer.pid(), ex.getMessage()));
			conversation.close(new Refused(RefusalReason.PROTOCOL, String.valueOf(ex.getMessage())));
			return null;
		}
		finally {
			this.waiting.leave(conversation);
		}
	}

	private void answer(Conversation conversation, PeerCredentials peer, Hello hello) {
		OptionalInt version = VersionRange.SUPPORTED.common(hello.versions());
		Refused refusal = objection(peer, hello);
		if (refusal == null && version.isPresent()) {
			conversation.establish(version.getAsInt());
			PredecessorHandoff handoff = new PredecessorHandoff(conversation, this.process, peer, this.timeouts);
			PredecessorHandoff other = this.slot.enter(handoff, Deadline.after(this.timeouts.answer()));
			if (other == null) {
				try {
					refusal = decide(handoff, peer, hello);
				}
				finally {
					this.slot.leave();
				}
			}
			else {
				refusal = occupied(other);
			}
		}
		if (refusal != null) {
			refuse(conversation, peer, refusal);
		}
	}

	private @Nullable Refused objection(PeerCredentials peer, Hello hello) {
		if (VersionRange.SUPPORTED.common(hello.versions()).isEmpty()) {
			return new Refused(RefusalReason.VERSION, "predecessor speaks version %s of the protocol, successor %s"
				.formatted(VersionRange.SUPPORTED, hello.versions()));
		}
		if (!hello.application().equals(this.process.application())) {
			return new Refused(RefusalReason.OTHER_APPLICATION, "predecessor is application '%s', successor is '%s'"
				.formatted(this.process.application(), hello.application()));
		}
		if (peer.pid() == this.process.pid()) {
			return new Refused(RefusalReason.SAME_PROCESS, "pid " + peer.pid() + " cannot take over from itself");
		}
		return null;
	}

	private Refused occupied(PredecessorHandoff other) {
		return switch (other.phase()) {
			case DRAINING, DRAINED ->
				new Refused(RefusalReason.DRAINING, "predecessor has handed over to " + other.successor());
			default ->
				new Refused(RefusalReason.BUSY, "predecessor is busy with " + other.successor(), other.successorPid());
		};
	}

	private @Nullable Refused decide(PredecessorHandoff handoff, PeerCredentials peer, Hello hello) {
		Decision decision;
		try {
			decision = this.callbacks.onHello(hello, peer, handoff);
		}
		catch (RuntimeException | Error ex) {
			handoff.end();
			logger.warn("Successor (pid " + peer.pid() + ") refused because this process failed", ex);
			return new Refused(RefusalReason.FAILED, "predecessor failed: " + ex);
		}
		if (decision instanceof Decision.Refuse refuse) {
			handoff.end();
			return refuse.refusal();
		}
		this.runner.run(handoff, ((Decision.Accept) decision).offer(), hello.room());
		return null;
	}

	private void refuse(Conversation conversation, PeerCredentials peer, Refused refusal) {
		conversation.close(refusal);
		HandoffRecord handoff = new HandoffRecord(HandoffOutcome.REFUSED, refusal.text(), this.process.pid(),
				this.process.generation(), peer.pid(), this.process.generation() + 1, Instant.now(), Map.of(), 0,
				Map.of());
		try {
			this.callbacks.onRefused(refusal, handoff);
		}
		catch (RuntimeException ex) {
			logger.warn("Refusal could not be noted", ex);
		}
	}

	@Override
	public void close() {
		this.waiting.close();
		current().ifPresent((handoff) -> handoff.leave("predecessor ends"));
	}

	/**
	 * Runs the handoff of an accepted successor.
	 */
	@FunctionalInterface
	interface SuccessorRunner {

		/**
		 * Run it until the conversation is over.
		 * @param handoff the handoff
		 * @param offer what the successor gets; owned by the runner from now on
		 * @param room descriptors that the successor can take
		 */
		void run(PredecessorHandoff handoff, Offer offer, int room);

	}

}
