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
import java.util.function.LongSupplier;

/**
 * Whose turn it is, while something is done to many clients one after the other. For use
 * by one thread.
 *
 * @since 0.1.0
 */
public final class Turns {

	private final Spread spread;

	private final LongSupplier nanoTime;

	private final long start;

	private int taken;

	/**
	 * Begin now.
	 * @param spread how they are spread
	 */
	public Turns(Spread spread) {
		this(spread, System::nanoTime);
	}

	/**
	 * Begin now, by a clock.
	 * @param spread how they are spread
	 * @param nanoTime the clock
	 */
	public Turns(Spread spread, LongSupplier nanoTime) {
		this.spread = spread;
		this.nanoTime = nanoTime;
		this.start = nanoTime.getAsLong();
	}

	/**
	 * Return how many may have their turn now.
	 * @param waiting how many have not had it
	 * @return a number from 0 to that
	 */
	public int due(int waiting) {
		Duration elapsed = Duration.ofNanos(this.nanoTime.getAsLong() - this.start);
		int due = this.spread.due(this.taken + waiting, elapsed) - this.taken;
		return Math.max(0, Math.min(waiting, due));
	}

	/**
	 * Note that some have had their turn.
	 * @param count how many
	 */
	public void take(int count) {
		this.taken += count;
	}

	/**
	 * Return how many have had their turn.
	 * @return the number so far
	 */
	public int taken() {
		return this.taken;
	}

}
