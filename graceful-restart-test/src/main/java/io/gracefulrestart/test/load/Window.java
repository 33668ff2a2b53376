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
 * A part of a run.
 *
 * @param from its beginning, counted from the beginning of the run
 * @param to its end, counted likewise
 */
public record Window(Duration from, Duration to) {

	public Window {
		if (to.compareTo(from) < 0) {
			throw new IllegalArgumentException("A window from " + from + " to " + to + " ends before it begins");
		}
	}

	/**
	 * Return the window between two marks.
	 * @param from mark at its beginning
	 * @param to mark at its end
	 * @return the window
	 */
	public static Window between(Mark from, Mark to) {
		return new Window(from.at(), to.at());
	}

	/**
	 * Return how long it is.
	 * @return length
	 */
	public Duration length() {
		return this.to.minus(this.from);
	}

	boolean overlaps(long fromNanos, long toNanos) {
		return fromNanos <= this.to.toNanos() && toNanos >= this.from.toNanos();
	}

}
