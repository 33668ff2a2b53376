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

package io.gracefulrestart.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a successor on probation: what was asked before it was ready is asked
 * again, and if the answer is no twice, it gives back.
 */
final class ProbationWatch {

	private static final Log logger = LogFactory.getLog(ProbationWatch.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	// One answer may be a health check's bad moment.
	private static final int TWICE = 2;

	private final Application application;

	private final Supplier<@Nullable Instant> probationEnds;

	private final Function<String, @Nullable String> rollBack;

	private final Duration interval;

	/**
	 * Create a watch.
	 * @param application asked for obstacles
	 * @param probationEnds until when this process is on probation, {@code null} once it
	 * is not
	 * @param rollBack gives back for a reason, and says why that was not possible
	 */
	ProbationWatch(Application application, Supplier<@Nullable Instant> probationEnds,
			Function<String, @Nullable String> rollBack) {
		this(application, probationEnds, rollBack, INTERVAL);
	}

	ProbationWatch(Application application, Supplier<@Nullable Instant> probationEnds,
			Function<String, @Nullable String> rollBack, Duration interval) {
		this.application = application;
		this.probationEnds = probationEnds;
		this.rollBack = rollBack;
		this.interval = interval;
	}

	/**
	 * Look until the probation is over, in a daemon thread. Does nothing if there is
	 * none.
	 */
	void start() {
		if (this.probationEnds.get() == null) {
			return;
		}
		Thread thread = new Thread(this::watch, "graceful-restart-probation");
		thread.setDaemon(true);
		thread.start();
	}

	private void watch() {
		int obstacles = 0;
		while (this.probationEnds.get() != null) {
			LockSupport.parkNanos(this.interval.toNanos());
			if (this.probationEnds.get() == null) {
				return;
			}
			Optional<String> obstacle = obstacle();
			obstacles = obstacle.isPresent() ? obstacles + 1 : 0;
			if (obstacles == TWICE) {
				String problem = this.rollBack.apply("not ready any more: " + obstacle.orElseThrow());
				if (problem != null) {
					logger.warn("Not ready any more, and serving on: " + problem);
				}
				return;
			}
		}
	}

	private Optional<String> obstacle() {
		try {
			return this.application.obstacle(Deadline.after(this.interval.multipliedBy(5)));
		}
		catch (RuntimeException ex) {
			logger.warn("Readiness cannot be asked for on probation", ex);
			return Optional.empty();
		}
	}

}
