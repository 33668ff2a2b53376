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

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.RestartResult.Participant;
import org.jspecify.annotations.Nullable;

/**
 * Results of restarts in which no successor was started.
 */
final class RestartResults {

	private RestartResults() {
	}

	/**
	 * Nothing was begun.
	 * @param kind what was asked for
	 * @param reason why
	 * @param generation the generation of this process
	 * @param startedAt when it was asked for
	 * @return the result
	 */
	static RestartResult refused(RestartKind kind, String reason, int generation, Instant startedAt) {
		return of(kind, RestartOutcome.REFUSED, reason, generation, null, startedAt);
	}

	/**
	 * A rollback was asked for.
	 * @param reason why
	 * @param obstacle why it was not possible, {@code null} if the predecessor serves
	 * @param generation the generation of this process
	 * @param predecessor its predecessor, {@code null} if it is gone
	 * @param startedAt when it was asked for
	 * @return the result, in which this process is the predecessor of the one that serves
	 */
	static RestartResult rollback(String reason, @Nullable String obstacle, int generation, @Nullable Peer predecessor,
			Instant startedAt) {
		return of(RestartKind.ROLLBACK, (obstacle != null) ? RestartOutcome.REFUSED : RestartOutcome.ROLLED_BACK,
				(obstacle != null) ? obstacle : reason, generation, predecessor, startedAt);
	}

	private static RestartResult of(RestartKind kind, RestartOutcome outcome, String reason, int generation,
			@Nullable Peer next, Instant startedAt) {
		return new RestartResult(kind, outcome, reason, new Participant(ProcessHandle.current().pid(), generation),
				(next != null) ? new Participant(next.pid(), next.generation()) : null, startedAt, Map.of(), 0, 0, null,
				List.of());
	}

}
