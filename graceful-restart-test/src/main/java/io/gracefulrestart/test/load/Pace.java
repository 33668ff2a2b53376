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

package io.gracefulrestart.test.load;

import java.time.Duration;

/**
 * When a client sends its next request. With an interval it has a timetable (an open
 * model): a request that could not be sent in time because the one before was late counts
 * its latency from when it should have been sent, so that a stall is seen by all the
 * requests that it delays.
 *
 * @param interval time between two requests of one client; zero means back to back, the
 * next one as soon as the last has been answered
 */
public record Pace(Duration interval) {

	/**
	 * The next request as soon as the last has been answered.
	 */
	public static final Pace BACK_TO_BACK = new Pace(Duration.ZERO);

	public Pace {
		if (interval.isNegative()) {
			throw new IllegalArgumentException("An interval cannot be negative: " + interval);
		}
	}

	/**
	 * Return the pace for a number of requests in a second.
	 * @param requests requests per second of each client, greater than zero
	 * @return the pace
	 */
	public static Pace perSecond(double requests) {
		if (!(requests > 0)) {
			throw new IllegalArgumentException("Not a rate: " + requests + " requests per second");
		}
		return new Pace(Duration.ofNanos((long) (1e9 / requests)));
	}

}
