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

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Closes the connections of clients that are late. One daemon thread; a deadline is
 * noticed at most {@value #LOOK_MILLIS} ms after it has passed.
 */
final class Watchdog implements AutoCloseable {

	private static final int LOOK_MILLIS = 20;

	private final List<Deadline> deadlines = new CopyOnWriteArrayList<>();

	private final Thread thread = new Thread(this::watch, "load-watchdog");

	private volatile boolean closed;

	void start() {
		this.thread.setDaemon(true);
		this.thread.start();
	}

	Deadline newDeadline() {
		Deadline deadline = new Deadline();
		this.deadlines.add(deadline);
		return deadline;
	}

	private void watch() {
		while (!this.closed) {
			long now = System.nanoTime();
			for (Deadline deadline : this.deadlines) {
				deadline.check(now);
			}
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
		}
	}

	@Override
	public void close() {
		this.closed = true;
		LockSupport.unpark(this.thread);
	}

}
