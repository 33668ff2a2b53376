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

import java.time.Instant;
import java.util.Map;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Decides at the successor what it means that the conversation has ended: whether the
 * predecessor serves on, or is gone. Never both, never neither.
 */
final class PredecessorFate {

	private final Welcome welcome;

	private final PeerProcess predecessor;

	private final HandoffTimeouts timeouts;

	private final Instant startedAt;

	private final PhaseClock clock;

	private boolean cutoverIsFinal;

	PredecessorFate(Welcome welcome, PeerProcess predecessor, HandoffTimeouts timeouts, Instant startedAt,
			PhaseClock clock) {
		this.welcome = welcome;
		this.predecessor = predecessor;
		this.timeouts = timeouts;
		this.startedAt = startedAt;
		this.clock = clock;
	}

	/**
	 * Note that the predecessor has read SERVING: it does not go back to accepting.
	 */
	void cutoverIsFinal() {
		this.cutoverIsFinal = true;
	}

	/**
	 * Decide.
	 * @param message the message that came instead of the one waited for, {@code null} at
	 * end of file
	 * @param awaited the message that was waited for
	 * @return how it ended
	 * @throws ProtocolException if the message ends nothing
	 */
	Ending of(@Nullable Message message, String awaited) throws ProtocolException {
		if (message == null) {
			return endOfFile();
		}
		if (message instanceof Refused refused && !this.cutoverIsFinal) {
			return refused;
		}
		if (message instanceof Message.Bye bye) {
			return gone(Departure.ENDED, bye.reason());
		}
		throw new ProtocolException(
				"%s came from %s instead of %s".formatted(MessageCodec.typeOf(message), this, awaited));
	}

	// End of file alone could be a predecessor that has gone back to accepting and whose
	// REFUSED got lost; then this process must not serve too.
	private Ending endOfFile() {
		if (this.predecessor.endsBy(Deadline.after(this.timeouts.death()))) {
			return gone(Departure.DIED, null);
		}
		return this.cutoverIsFinal ? gone(Departure.LOST, null)
				: new Refused(RefusalReason.CLOSED, this + " closed the conversation and lives on");
	}

	/**
	 * The predecessor is gone, or what it says cannot be understood after COMMIT, and
	 * then it is SERVING that it hears next.
	 * @param departure how it left
	 * @param reason why, if it said so
	 * @return that this process serves
	 */
	PredecessorGone gone(Departure departure, @Nullable String reason) {
		this.clock.end();
		String text = this + " " + switch (departure) {
			case DIED -> "died";
			case ENDED -> "ended";
			case LOST -> "left the conversation";
		} + ((reason != null) ? ": " + reason : "");
		HandoffRecord handoff = new HandoffRecord(HandoffOutcome.SUCCEEDED, text, this.welcome.pid(),
				this.welcome.generation() - 1, ProcessHandle.current().pid(), this.welcome.generation(), this.startedAt,
				this.clock.phases(), 0, Map.of());
		return new PredecessorGone(departure, reason, handoff);
	}

	HandoffTimeouts timeouts() {
		return this.timeouts;
	}

	@Override
	public String toString() {
		return "predecessor (pid %d, generation %d)".formatted(this.welcome.pid(), this.welcome.generation() - 1);
	}

}
