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

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Whether a process that has handed over goes back to serving. It is decided exactly
 * once, by whoever comes first: the successor's death or its rollback, the end of the
 * probation, or whoever ends this process. Thread safe.
 */
final class WayBack {

	private static final Duration LOOK = Duration.ofMillis(5);

	private static final Duration THAW = Duration.ofSeconds(1);

	// Somebody debugs it, or has forgotten it.
	private static final Duration FROZEN = Duration.ofMinutes(5);

	// Its last word may have been read, and not been understood yet.
	private static final int TWICE = 2;

	private final Deadline probation;

	private final Instant probationEnds;

	private final Deadline frozen;

	private Deadline thawed = Deadline.after(Duration.ZERO);

	private @Nullable Decision decision;

	private String reason = "";

	private boolean dismissed;

	private boolean standing;

	/**
	 * Open the way back, at the cutover.
	 * @param probation how long the successor is on probation
	 */
	WayBack(Duration probation) {
		this.probation = Deadline.after(probation);
		this.frozen = Deadline.after(probation.plus(FROZEN));
		this.probationEnds = Instant.now().plus(probation);
	}

	/**
	 * Go back to serving.
	 * @param reason why, for people
	 * @param first done if it is decided so, before anybody who stands by goes on
	 * @return {@code false} if that was decided before, either way
	 */
	synchronized boolean take(String reason, Runnable first) {
		if (!decide(Decision.RETURNS, reason)) {
			return false;
		}
		first.run();
		return true;
	}

	/**
	 * Stay away for good.
	 * @return {@code false} if that was decided before, either way
	 */
	synchronized boolean close() {
		return decide(Decision.STAYS_AWAY, "");
	}

	private boolean decide(Decision decision, String reason) {
		if (this.decision != null) {
			return false;
		}
		this.decision = decision;
		this.reason = reason;
		notifyAll();
		return true;
	}

	/**
	 * Let this process end as soon as it has drained, instead of standing by.
	 */
	synchronized void dismiss() {
		this.dismissed = true;
		if (this.standing) {
			close();
		}
	}

	/**
	 * Return whether there is a time to stand by in: whether the probation outlasts the
	 * drain, which is over, and nobody has decided or dismissed this process.
	 * @return whether to stand by
	 */
	synchronized boolean isStandbyWorthwhile() {
		return this.decision == null && !this.dismissed && !this.probation.hasPassed();
	}

	/**
	 * Stand by until it is decided, at the latest at the end of the probation.
	 * @param successor asked every few milliseconds. That it dies the conversation tells
	 * as well, but later: the kernel takes a large heap apart before it closes
	 * descriptors. One that is stopped has not passed its probation, which goes on as
	 * long as that
	 * @return what was decided
	 */
	synchronized Decision standBy(SuccessorWatch successor) {
		this.standing = true;
		if (this.dismissed) {
			close();
		}
		int dying = 0;
		while (this.decision == null && (!this.probation.hasPassed() || isFrozen(successor))) {
			dying = successor.isDying() ? dying + 1 : 0;
			if (dying == TWICE) {
				decide(Decision.RETURNS, "successor died");
				break;
			}
			try {
				TimeUnit.NANOSECONDS.timedWait(this, LOOK.toNanos());
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				break;
			}
		}
		close();
		return decision();
	}

	// One that was stopped until now may be dying, or has to show first that it serves.
	private boolean isFrozen(SuccessorWatch successor) {
		if (successor.isStopped() && !this.frozen.hasPassed()) {
			this.thawed = Deadline.after(THAW);
		}
		return !this.thawed.hasPassed();
	}

	synchronized Decision decision() {
		return (this.decision != null) ? this.decision : Decision.STAYS_AWAY;
	}

	/**
	 * Return why this process goes back.
	 * @return the reason, for people; empty if it does not
	 */
	synchronized String reason() {
		return this.reason;
	}

	/**
	 * Return until when this process may go back.
	 * @return the end of the probation, {@code null} if there is none or it was decided
	 */
	synchronized @Nullable Instant probationEnds() {
		return isStandbyWorthwhile() ? this.probationEnds : null;
	}

	/**
	 * What was decided.
	 */
	enum Decision {

		/** This process serves again. */
		RETURNS,

		/** It does not, and ends. */
		STAYS_AWAY

	}

}
