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

package io.gracefulrestart.supervisor;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells the supervisor's watchdog again and again that the application lives, as long as
 * it does. On a thread of its own: an application that is asked and never answers does
 * not live.
 */
final class Watchdog {

	private static final Log logger = LogFactory.getLog(Watchdog.class);

	// Half would do, says sd_watchdog_enabled(3). So one that comes late is no kill.
	private static final int OFTEN = 3;

	private final Duration timeout;

	private final Supplier<Optional<String>> sickness;

	private final Runnable alive;

	private @Nullable CountDownLatch end;

	/**
	 * Create a watchdog that does nothing yet.
	 * @param timeout within which time the supervisor wants to hear
	 * @param sickness asks the application what ails it, empty if it lives
	 * @param alive tells the supervisor
	 */
	Watchdog(Duration timeout, Supplier<Optional<String>> sickness, Runnable alive) {
		this.timeout = timeout;
		this.sickness = sickness;
		this.alive = alive;
	}

	Duration timeout() {
		return this.timeout;
	}

	/** Begin, unless it has begun. */
	synchronized void start() {
		if (this.end == null) {
			CountDownLatch end = new CountDownLatch(1);
			this.end = end;
			Thread thread = new Thread(() -> run(end), "graceful-restart-watchdog");
			thread.setDaemon(true);
			thread.start();
		}
	}

	/** End; it can be begun again. */
	synchronized void stop() {
		if (this.end != null) {
			this.end.countDown();
			this.end = null;
		}
	}

	private void run(CountDownLatch end) {
		String reported = null;
		try {
			do {
				String ailment = ask();
				if (end.getCount() > 0 && ailment == null) {
					this.alive.run();
				}
				if (ailment != null && reported == null) {
					logger
						.error("Application is not alive, and the supervisor's watchdog is not told otherwise; it ends"
								+ " this process after " + this.timeout.toMillis() + " ms without a word: " + ailment);
				}
				else if (ailment == null && reported != null) {
					logger.warn("Application is alive again, and the supervisor's watchdog hears of it");
				}
				reported = ailment;
			}
			while (!end.await(this.timeout.toNanos() / OFTEN, TimeUnit.NANOSECONDS));
		}
		catch (InterruptedException ex) {
			logger.error("Watchdog was interrupted", ex);
		}
	}

	private @Nullable String ask() {
		try {
			return this.sickness.get().orElse(null);
		}
		catch (RuntimeException ex) {
			return ex.toString();
		}
	}

}
