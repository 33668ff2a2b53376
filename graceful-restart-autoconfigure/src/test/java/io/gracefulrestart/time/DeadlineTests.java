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

package io.gracefulrestart.time;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Deadline}.
 */
class DeadlineTests {

	private final AtomicLong clock = new AtomicLong(100);

	@Test
	void remainingShrinksWithTheClockAndStopsAtZero() {
		Deadline deadline = Deadline.after(Duration.ofNanos(50), this.clock::get);
		assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(50));
		this.clock.addAndGet(20);
		assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(30));
		this.clock.addAndGet(1000);
		assertThat(deadline.remaining()).isZero();
	}

	@Test
	void passesAtItsOwnInstantAndNotBefore() {
		Deadline deadline = Deadline.after(Duration.ofNanos(50), this.clock::get);
		this.clock.addAndGet(49);
		assertThat(deadline.hasPassed()).isFalse();
		this.clock.addAndGet(1);
		assertThat(deadline.hasPassed()).isTrue();
		assertThat(deadline).hasToString("passed");
	}

	@Test
	void isExactWhenTheClockWraps() {
		this.clock.set(Long.MAX_VALUE - 10);
		Deadline deadline = Deadline.after(Duration.ofNanos(50), this.clock::get);
		this.clock.addAndGet(49);
		assertThat(deadline.hasPassed()).isFalse();
		assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(1));
		this.clock.addAndGet(1);
		assertThat(deadline.hasPassed()).isTrue();
	}

	@Test
	void durationsTooLongForNanosecondsAreCut() {
		Deadline deadline = Deadline.after(Duration.ofSeconds(Long.MAX_VALUE), this.clock::get);
		assertThat(deadline.hasPassed()).isFalse();
		assertThat(deadline.remaining()).isGreaterThan(Duration.ofDays(365 * 100));
	}

	@Test
	void negativeDurationsHavePassed() {
		assertThat(Deadline.after(Duration.ofSeconds(-1), this.clock::get).hasPassed()).isTrue();
		assertThat(Deadline.after(Duration.ofSeconds(Long.MIN_VALUE), this.clock::get).hasPassed()).isTrue();
	}

	@Test
	void earlierOfTwoIsTheOneThatPassesFirst() {
		Deadline first = Deadline.after(Duration.ofNanos(10), this.clock::get);
		Deadline second = Deadline.after(Duration.ofNanos(20), this.clock::get);
		assertThat(first.earlier(second)).isSameAs(first);
		assertThat(second.earlier(first)).isSameAs(first);
	}

	@Test
	void runsOnTheMonotonicClockUnlessGivenAnother() {
		Deadline deadline = Deadline.after(Duration.ofHours(1));
		assertThat(deadline.remaining()).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
		assertThat(deadline).asString().startsWith("in PT");
	}

}
