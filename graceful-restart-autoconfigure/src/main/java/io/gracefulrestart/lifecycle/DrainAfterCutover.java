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

package io.gracefulrestart.lifecycle;

import java.util.Set;

import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.PredecessorHandoff;
import org.jspecify.annotations.Nullable;

/**
 * The predecessor's drain: its connections move, and the successor hears how it ended.
 */
final class DrainAfterCutover {

	private final Core core;

	private final Ending ending;

	private final @Nullable PredecessorHandoff handoff;

	private final WayBack way;

	private final HandoffObserver observer;

	private @Nullable HandoffRecord record;

	/**
	 * Create a drain.
	 * @param core what both roles work with
	 * @param ending how this process ends
	 * @param handoff the handoff to the successor, {@code null} if it has left meanwhile
	 * @param way whether this process goes back to serving
	 * @param observer hears how it goes
	 */
	DrainAfterCutover(Core core, Ending ending, @Nullable PredecessorHandoff handoff, WayBack way,
			HandoffObserver observer) {
		this.core = core;
		this.ending = ending;
		this.handoff = handoff;
		this.way = way;
		this.observer = observer;
	}

	/**
	 * Drain, and stand by.
	 * @return {@code false} if this process is to serve again, see
	 * {@link Ending#afterCutover}
	 */
	boolean run() {
		Set<String> separate = (this.handoff != null) ? this.handoff.separateListeners() : Set.of();
		boolean over = this.ending.afterCutover(separate, new FirstRound(mover(), this::moved), this.way,
				SuccessorWatch.of(this.handoff), this::report);
		if (over && this.handoff != null) {
			this.handoff.released();
		}
		if (over && this.record != null) {
			this.observer.onOver(this.record);
		}
		return over;
	}

	private void moved() {
		if (this.handoff != null) {
			this.handoff.idleConnectionsMoved();
			this.observer.onMoved(this.handoff.soFar(), this.way.probationEnds());
		}
	}

	private Mover mover() {
		if (this.handoff == null || !this.core.settings().moveConnections()) {
			return Mover.NONE;
		}
		return new ConnectionMover(this.core.application().connectionSources(), this.handoff, this.core.ledger());
	}

	private void report(DrainOutcome outcome) {
		if (this.handoff != null) {
			this.core.estate().settleWithSuccessor();
			outcome.closed().forEach(this.core.ledger()::closed);
			// Whether it arrives or not: there is nothing left to do here.
			HandoffRecord drained = this.handoff.drained(DrainReport.counts(outcome), this.core.ledger().results());
			this.core.chain().add(drained);
			this.record = drained;
		}
	}

}
