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

/**
 * How what is done to many clients is spread over time, so that they do not all come back
 * in the same moment: one after the other, as slowly as the longest window allows, and
 * not more slowly than makes sense. A few are no storm.
 *
 * @param longest the longest window
 * @since 0.1.0
 */
public record Spread(Duration longest) {

	/**
	 * Everything at once.
	 */
	public static final Spread NONE = new Spread(Duration.ZERO);

	private static final int FEW = 20;

	private static final Duration STEP = Duration.ofMillis(10);

	/**
	 * Return how long it takes for so many.
	 * @param total how many clients
	 * @return the window
	 */
	public Duration window(int total) {
		Duration wanted = (total <= FEW) ? Duration.ZERO : STEP.multipliedBy(total);
		return (wanted.compareTo(this.longest) <= 0) ? wanted : this.longest;
	}

	/**
	 * Return how many have had their turn.
	 * @param total how many there are
	 * @param elapsed the time since the window began
	 * @return a number from 0 to the total
	 */
	public int due(int total, Duration elapsed) {
		Duration window = window(total);
		if (elapsed.compareTo(window) >= 0) {
			return total;
		}
		if (elapsed.isNegative()) {
			return 0;
		}
		return (int) Math.min(total, 1 + (long) total * elapsed.toNanos() / window.toNanos());
	}

}
