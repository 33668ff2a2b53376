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
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LongestGap}.
 */
class LongestGapTests {

	private static final Duration END = Duration.ofNanos(1000);

	private final long[] answers = { 10, 20, 120, 130, 330, 340, 900 };

	@Test
	void gapOfTheWholeRunIsTheLongest() {
		assertThat(LongestGap.in(this.answers, window(0, 1000), END)).isEqualTo(Duration.ofNanos(560));
	}

	@Test
	void gapThatReachesIntoTheWindowCountsInItsFullLength() {
		assertThat(LongestGap.in(this.answers, window(100, 140), END)).isEqualTo(Duration.ofNanos(200));
	}

	@Test
	void gapThatReachesIntoAWindowIsNotOutside() {
		assertThat(LongestGap.outside(this.answers, List.of(window(350, 400), window(140, 150)), END))
			.isEqualTo(Duration.ofNanos(100));
	}

	@Test
	void silenceBeforeTheFirstAndBehindTheLastAnswerCounts() {
		assertThat(LongestGap.in(new long[] { 400 }, window(0, 1000), END)).isEqualTo(Duration.ofNanos(600));
		assertThat(LongestGap.in(new long[] { 700 }, window(0, 1000), END)).isEqualTo(Duration.ofNanos(700));
		assertThat(LongestGap.in(new long[0], window(0, 1000), END)).isEqualTo(END);
	}

	private static Window window(long from, long to) {
		return new Window(Duration.ofNanos(from), Duration.ofNanos(to));
	}

}
