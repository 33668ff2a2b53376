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

package io.gracefulrestart.test.restart;

import io.gracefulrestart.test.process.ApplicationProcess;
import org.jspecify.annotations.Nullable;

/**
 * A restart that is over, however it ended.
 *
 * @param outcome how it ended
 * @param detail what went wrong, or an empty text
 * @param successor process that was started, which the caller owns, whatever the outcome
 * @param startNanos {@link System#nanoTime()} at which the successor was started
 * @param endNanos {@link System#nanoTime()} at which the outcome was known
 * @param timings what was seen from outside
 * @param handoff what the successor says of it, or {@code null} if it does not say
 */
public record Restart(RestartOutcome outcome, String detail, ApplicationProcess successor, long startNanos,
		long endNanos, RestartTimings timings, @Nullable HandoffReport handoff) {

	/**
	 * Return whether the successor has taken the predecessor's place.
	 * @return {@code true} for {@link RestartOutcome#REPLACED}
	 */
	public boolean isReplaced() {
		return this.outcome == RestartOutcome.REPLACED;
	}

	/**
	 * Return whether the successor has answered, however the restart ended: from then on
	 * connections were at stake.
	 * @return whether there was a cutover, seen from outside
	 */
	public boolean isCutOver() {
		return this.timings.serving() != null;
	}

	@Override
	public String toString() {
		return this.outcome + (this.detail.isEmpty() ? "" : ": " + this.detail) + " " + this.timings + " "
				+ this.handoff;
	}

}
