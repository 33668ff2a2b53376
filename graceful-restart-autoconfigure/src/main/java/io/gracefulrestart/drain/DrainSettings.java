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

package io.gracefulrestart.drain;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How much time a process takes to end. Durations are not negative.
 *
 * @param delay how long connections are still accepted after readiness says no
 * @param timeout how long requests in progress may take to complete
 * @param keepAliveGrace how long an idle connection may send one more request
 * @param streamsTimeout when streams and WebSocket sessions are over that would go on for
 * ever, counted from the beginning
 * @param spread the time over which many clients are told to leave
 * @param stopTimeout how long whoever ends this process waits before it kills it, or
 * {@code null} if that is not known
 * @since 0.1.0
 */
public record DrainSettings(Duration delay, Duration timeout, Duration keepAliveGrace, Duration streamsTimeout,
		Duration spread, @Nullable Duration stopTimeout) {

	private static final Duration LONGEST_REST = Duration.ofSeconds(2);

	/**
	 * Return how long the drain of a process that is told to end may take, so that the
	 * rest of its end still has time.
	 * @return the time, {@code null} if nobody waits for only so long
	 */
	public @Nullable Duration limit() {
		if (this.stopTimeout == null) {
			return null;
		}
		Duration rest = this.stopTimeout.dividedBy(5);
		return this.stopTimeout.minus((rest.compareTo(LONGEST_REST) < 0) ? rest : LONGEST_REST);
	}

	/**
	 * Create settings with which nobody is given more time than the timeout.
	 * @param delay how long connections are still accepted after readiness says no
	 * @param timeout how long requests in progress may take to complete
	 * @return the settings
	 */
	public static DrainSettings withoutGrace(Duration delay, Duration timeout) {
		return new DrainSettings(delay, timeout, Duration.ZERO, Duration.ZERO, Duration.ZERO, null);
	}

}
