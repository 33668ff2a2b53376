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

package io.gracefulrestart;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link Restart}.
 *
 * @param kind what was asked for
 * @param outcome how it ended, or stands
 * @param reason why, for people; {@code null} if there is nothing to say
 * @param predecessor the process that served when it was asked for
 * @param successor the process that was to follow, {@code null} if none was started
 * @param startedAt when it was asked for
 * @param phases how long its phases took, in order: {@code spawn} (until the successor's
 * JVM has asked for the listeners), {@code start} (until its application is ready),
 * {@code checks} (until its checks have passed), {@code state} (until it has inherited
 * what the predecessor could give while that served on), {@code listeners} (until the
 * predecessor has stopped accepting), {@code cutover} (until the successor accepts),
 * {@code connections} (until the idle connections have moved), {@code drain} (until the
 * predecessor has finished what it had begun); those that were not reached are absent
 * @param connectionsMoved established connections that have gone to the successor so far
 * @param inFlightRequests requests that were in progress at the cutover
 * @param probationEnds until when the predecessor serves again if the successor dies or
 * is rolled back, {@code null} if it does not
 * @param output the last lines that a successor has written which did not get ready, at
 * most 100; otherwise empty
 * @since 0.1.0
 */
public record RestartResult(RestartKind kind, RestartOutcome outcome, @Nullable String reason, Participant predecessor,
		@Nullable Participant successor, Instant startedAt, Map<String, Duration> phases, long connectionsMoved,
		int inFlightRequests, @Nullable Instant probationEnds, List<String> output) {

	public RestartResult {
		phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
		output = List.copyOf(output);
	}

	/**
	 * Leave out what the successor has written, which may hold secrets.
	 * @return the same without it
	 */
	public RestartResult withoutOutput() {
		return new RestartResult(this.kind, this.outcome, this.reason, this.predecessor, this.successor, this.startedAt,
				this.phases, this.connectionsMoved, this.inFlightRequests, this.probationEnds, List.of());
	}

	/**
	 * A process that took part.
	 *
	 * @param pid its process id
	 * @param generation the generation that it has or would have had
	 */
	public record Participant(long pid, int generation) {

	}

}
