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
import java.util.Collection;

/**
 * Finds the longest time without a proper answer to anybody.
 */
final class LongestGap {

	private LongestGap() {
	}

	/**
	 * Find it among the gaps that overlap a window.
	 * @param answers times of the answers in nanoseconds, ascending
	 * @param window the window
	 * @param end end of the run
	 * @return the longest gap in its full length, also where it reaches out of the window
	 */
	static Duration in(long[] answers, Window window, Duration end) {
		return longest(answers, end, window::overlaps);
	}

	/**
	 * Find it among the gaps that overlap none of some windows.
	 * @param answers times of the answers in nanoseconds, ascending
	 * @param windows the windows
	 * @param end end of the run
	 * @return the longest gap
	 */
	static Duration outside(long[] answers, Collection<Window> windows, Duration end) {
		return longest(answers, end, (from, to) -> windows.stream().noneMatch((window) -> window.overlaps(from, to)));
	}

	private static Duration longest(long[] answers, Duration end, SampleFilter counts) {
		long longest = 0;
		long last = 0;
		for (long answer : answers) {
			long now = Math.min(answer, end.toNanos());
			if (now - last > longest && counts.includes(last, now)) {
				longest = now - last;
			}
			last = now;
		}
		// Silence until the end is a gap too, the worst one.
		if (end.toNanos() - last > longest && counts.includes(last, end.toNanos())) {
			longest = end.toNanos() - last;
		}
		return Duration.ofNanos(longest);
	}

}
