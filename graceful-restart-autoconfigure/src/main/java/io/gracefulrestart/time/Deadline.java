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
import java.util.function.LongSupplier;

/**
 * A point on the monotonic clock by which something must have happened. It is computed
 * once, where the time allowed is known, and passed down, so that the steps below share
 * what is left instead of each starting to wait anew. Immutable and thread safe;
 * unaffected by changes of the wall clock.
 */
public final class Deadline {

	// Half of the clock's range: differences of two readings stay exact when they wrap.
	private static final long MAXIMUM_NANOS = Long.MAX_VALUE / 2;

	private static final Duration MAXIMUM = Duration.ofNanos(MAXIMUM_NANOS);

	private final LongSupplier nanoClock;

	private final long nanoTime;

	private Deadline(LongSupplier nanoClock, long nanoTime) {
		this.nanoClock = nanoClock;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return the deadline that passes when the given time has gone by from now.
	 * @param duration time allowed; zero or negative gives a deadline that has passed,
	 * and more than 146 years is cut to that
	 * @return the deadline
	 */
	public static Deadline after(Duration duration) {
		return after(duration, System::nanoTime);
	}

	/**
	 * Return the deadline that passes when the given time has gone by on the given clock.
	 * @param duration time allowed, as in {@link #after(Duration)}
	 * @param nanoClock monotonic clock in nanoseconds of any origin, which may wrap; for
	 * tests
	 * @return the deadline
	 */
	public static Deadline after(Duration duration, LongSupplier nanoClock) {
		return new Deadline(nanoClock, nanoClock.getAsLong() + nanos(duration));
	}

	private static long nanos(Duration duration) {
		if (duration.isNegative()) {
			return 0;
		}
		return (duration.compareTo(MAXIMUM) < 0) ? duration.toNanos() : MAXIMUM_NANOS;
	}

	/**
	 * Return the time that is left.
	 * @return the time left, zero once the deadline has passed, never negative
	 */
	public Duration remaining() {
		return Duration.ofNanos(Math.max(0, remainingNanos()));
	}

	/**
	 * Return whether no time is left.
	 * @return {@code true} from the deadline's own instant on, for ever
	 */
	public boolean hasPassed() {
		return remainingNanos() <= 0;
	}

	/**
	 * Return whichever of two deadlines passes first.
	 * @param other a deadline on the same clock
	 * @return this one or the other
	 */
	public Deadline earlier(Deadline other) {
		return (this.nanoTime - other.nanoTime <= 0) ? this : other;
	}

	private long remainingNanos() {
		return this.nanoTime - this.nanoClock.getAsLong();
	}

	@Override
	public String toString() {
		return hasPassed() ? "passed" : "in " + remaining();
	}

}
