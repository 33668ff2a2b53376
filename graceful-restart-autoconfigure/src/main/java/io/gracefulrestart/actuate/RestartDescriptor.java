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

package io.gracefulrestart.actuate;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.RestartResult.Participant;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

/**
 * What the actuator endpoint answers to a restart, see {@link RestartResult}.
 *
 * @param kind what was asked for
 * @param outcome how it ended, or stands
 * @param reason why, for people, or {@code null}
 * @param predecessor the process that served when it was asked for
 * @param successor the process that was to follow, or {@code null}
 * @param startedAt when it was asked for
 * @param phases how long its phases took, in order
 * @param connectionsMoved established connections that have gone to the successor so far
 * @param requestsInFlight requests that were in progress at the cutover
 * @param probationEnds until when the predecessor serves again if the successor dies or
 * is rolled back, or {@code null}
 * @param output the last lines of a successor that did not get ready
 */
public record RestartDescriptor(RestartKind kind, RestartOutcome outcome, @Nullable String reason,
		Participant predecessor, @Nullable Participant successor, Instant startedAt, Map<String, Duration> phases,
		long connectionsMoved, int requestsInFlight, @Nullable Instant probationEnds,
		List<String> output) implements OperationResponseBody {

	static RestartDescriptor of(RestartResult result) {
		return new RestartDescriptor(result.kind(), result.outcome(), result.reason(), result.predecessor(),
				result.successor(), result.startedAt(), result.phases(), result.connectionsMoved(),
				result.inFlightRequests(), result.probationEnds(), result.output());
	}

}
