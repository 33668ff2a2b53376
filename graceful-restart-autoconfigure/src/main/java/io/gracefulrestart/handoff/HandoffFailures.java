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

import org.jspecify.annotations.Nullable;

/**
 * Puts into words why a handoff failed at the predecessor.
 */
final class HandoffFailures {

	private final PredecessorHandoff handoff;

	HandoffFailures(PredecessorHandoff handoff) {
		this.handoff = handoff;
	}

	/**
	 * Something else came than what was waited for.
	 * @param message what came, {@code null} at end of file
	 * @param awaited what was waited for
	 * @return the failure
	 */
	HandoffFailedException unexpected(@Nullable Message message, String awaited) {
		if (message == null) {
			return successor(FailureCause.DIED, "ended without a word before " + awaited, null);
		}
		if (message instanceof Message.Bye bye) {
			return successor(FailureCause.ENDED, "ended before " + awaited + because(bye.reason()), null);
		}
		if (message instanceof Refused refused) {
			return successor(FailureCause.ENDED, "ended before " + awaited + because(refused.text()), null);
		}
		return broken(MessageCodec.typeOf(message) + " came instead of " + awaited);
	}

	private static String because(@Nullable String reason) {
		return (reason != null) ? ": " + reason : "";
	}

	HandoffFailedException broken(String problem) {
		return successor(FailureCause.PROTOCOL, "broke the protocol: " + problem, RefusalReason.PROTOCOL);
	}

	HandoffFailedException notReady(Duration timeout) {
		String obstacle = this.handoff.obstacle();
		return successor(FailureCause.NOT_READY,
				late("READY", timeout) + ((obstacle != null) ? "; it waits for: " + obstacle : ""),
				RefusalReason.TOO_LATE);
	}

	HandoffFailedException notServing(Duration timeout) {
		return successor(FailureCause.NOT_SERVING, late("SERVING", timeout), RefusalReason.TOO_LATE);
	}

	private static String late(String awaited, Duration timeout) {
		return "did not say " + awaited + " within " + timeout.toMillis() + " ms";
	}

	HandoffFailedException noRoom(int needed, int room) {
		return successor(FailureCause.NO_ROOM,
				"has room for " + room + " more descriptors, but " + needed + " are to be passed",
				RefusalReason.NO_ROOM);
	}

	/**
	 * A message could not be sent.
	 * @param name the message
	 * @param ex why
	 * @return the failure
	 */
	HandoffFailedException notTaken(String name, IOException ex) {
		if (ex instanceof ClosedChannelException) {
			return calledOff();
		}
		if (ex instanceof ProtocolException) {
			return failed(ex);
		}
		if (ex instanceof SocketTimeoutException) {
			return successor(FailureCause.PROTOCOL, "did not take " + name, RefusalReason.TOO_LATE);
		}
		return successor(FailureCause.DIED, "ended without a word before it got " + name, null);
	}

	HandoffFailedException failed(Throwable ex) {
		String reason = "predecessor failed: " + ex;
		return new HandoffFailedException(FailureCause.FAILED, reason, new Refused(RefusalReason.FAILED, reason));
	}

	/**
	 * The successor is ready, and was only to show that it can be.
	 * @return the end of the handoff
	 */
	HandoffFailedException rehearsed() {
		String reason = "rehearsed: " + this.handoff.successor() + " was ready";
		return new HandoffFailedException(FailureCause.REHEARSED, reason, new Refused(RefusalReason.REHEARSED, reason));
	}

	/**
	 * Another thread of this process has ended the handoff.
	 * @return the failure
	 */
	HandoffFailedException calledOff() {
		Refused refusal = this.handoff.calledOff();
		return new HandoffFailedException(FailureCause.CALLED_OFF,
				(refusal != null) ? refusal.text() : "predecessor ends", null);
	}

	private HandoffFailedException successor(FailureCause cause, String problem, @Nullable RefusalReason farewell) {
		String reason = this.handoff.successor() + " " + problem;
		return new HandoffFailedException(cause, reason, (farewell != null) ? new Refused(farewell, reason) : null);
	}

}
