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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.gracefulrestart.drain.Census;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RecentCensus}.
 */
class RecentCensusTests {

	private final AtomicInteger taken = new AtomicInteger();

	// Close to where System.nanoTime() may wrap around.
	private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 100);

	private final RecentCensus census = new RecentCensus(() -> new Census(this.taken.incrementAndGet(), 0, 0, 0),
			this.clock::get);

	@Test
	void isTakenWhenFirstAskedFor() {
		assertThat(this.census.get().requests()).isEqualTo(1);
	}

	@Test
	void isNotTakenAgainWithinHalfASecond() {
		this.census.get();
		this.clock.addAndGet(Duration.ofMillis(500).toNanos());
		assertThat(this.census.get().requests()).isEqualTo(1);
	}

	@Test
	void isTakenAgainAfterHalfASecond() {
		this.census.get();
		this.clock.addAndGet(Duration.ofMillis(501).toNanos());
		assertThat(this.census.get().requests()).isEqualTo(2);
	}

}
