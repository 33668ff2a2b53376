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

package io.gracefulrestart.session;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Time that is spent by waiting, and by nothing else: when this process, or all of the
 * machine, has stood still, those that it waits for have got no further either. Used by
 * one thread.
 */
final class Patience {

	private static final long SLICE = TimeUnit.MILLISECONDS.toNanos(20);

	private long left;

	Patience(Duration duration) {
		this.left = duration.toNanos();
	}

	boolean isOver() {
		return this.left <= 0;
	}

	/**
	 * Wait to be notified, for a moment at most.
	 * @param monitor what notifies; held by the calling thread
	 */
	void await(Object monitor) {
		long begun = System.nanoTime();
		try {
			TimeUnit.NANOSECONDS.timedWait(monitor,
					Math.max(TimeUnit.MILLISECONDS.toNanos(1), Math.min(this.left, SLICE)));
			this.left -= Math.min(System.nanoTime() - begun, SLICE);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.left = 0;
		}
	}

}
