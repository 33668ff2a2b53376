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

import java.util.Optional;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Room for one handoff at a time. Thread safe.
 */
final class HandoffSlot {

	private @Nullable PredecessorHandoff current;

	synchronized Optional<PredecessorHandoff> current() {
		return Optional.ofNullable(this.current);
	}

	/**
	 * Take the slot. One whose handoff is over is about to be left: the successor that
	 * comes next need not be sent away for it.
	 * @param handoff the handoff that wants it
	 * @param deadline when to stop waiting for a handoff that is over
	 * @return the handoff that has it already, {@code null} if it was taken
	 */
	synchronized @Nullable PredecessorHandoff enter(PredecessorHandoff handoff, Deadline deadline) {
		while (this.current != null && this.current.phase() == PredecessorPhase.ENDED && !deadline.hasPassed()) {
			try {
				TimeUnit.NANOSECONDS.timedWait(this, deadline.remaining().toNanos());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		PredecessorHandoff occupant = this.current;
		if (occupant == null) {
			this.current = handoff;
		}
		return occupant;
	}

	/**
	 * Leave the slot.
	 */
	synchronized void leave() {
		this.current = null;
		notifyAll();
	}

}
