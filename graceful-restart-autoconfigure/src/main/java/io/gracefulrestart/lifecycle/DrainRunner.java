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
import java.util.List;
import java.util.function.IntSupplier;

import io.gracefulrestart.DrainStartedEvent;
import io.gracefulrestart.drain.Drain;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.drain.Farewell;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Runs this process's drain and tells what came of it. {@link #run} is called again only
 * if the drain before was called off; the other methods by any thread.
 */
final class DrainRunner {

	private static final Log logger = LogFactory.getLog(DrainRunner.class);

	private final DrainSettings settings;

	private final Application application;

	private final IntSupplier generation;

	private final Object monitor = new Object();

	private @Nullable Drain drain;

	private @Nullable Instant deadline;

	private @Nullable DrainOutcome outcome;

	private @Nullable Deadline limit;

	private boolean aborted;

	private boolean calledOff;

	/**
	 * Create a runner.
	 * @param settings how much time there is
	 * @param application what is drained
	 * @param generation the generation of this process
	 */
	DrainRunner(DrainSettings settings, Application application, IntSupplier generation) {
		this.settings = settings;
		this.application = application;
		this.generation = generation;
	}

	/**
	 * Drain, log the result in one line, and return it.
	 * @param workloads what is to be drained
	 * @param deadline when everything has to be over
	 * @param successor whether a successor serves already
	 * @param mover takes connections elsewhere
	 * @return how the drain ended
	 */
	DrainOutcome run(List<Workload> workloads, Deadline deadline, boolean successor, Mover mover) {
		Spread spread = new Spread(this.settings.spread());
		Drain drain = new Drain(workloads, deadline, () -> Deadline.after(this.settings.keepAliveGrace()), mover,
				farewell(deadline, successor, spread), spread);
		synchronized (this.monitor) {
			this.drain = drain;
			this.deadline = Instant.now().plus(deadline.remaining());
			this.outcome = null;
			if (this.limit != null) {
				drain.hasten(this.limit);
			}
			if (this.aborted) {
				drain.abort();
			}
			if (this.calledOff) {
				drain.callOff();
			}
		}
		DrainOutcome outcome = drain.run((census) -> {
		});
		synchronized (this.monitor) {
			this.outcome = outcome;
			if (outcome.ending() == Ending.CALLED_OFF) {
				this.drain = null;
				this.calledOff = false;
			}
		}
		log(outcome);
		return outcome;
	}

	private Farewell farewell(Deadline deadline, boolean successor, Spread spread) {
		Duration remaining = deadline.remaining();
		Duration latest = remaining.minus(Farewell.WRITING);
		Duration timeout = (this.settings.streamsTimeout().compareTo(latest) <= 0) ? this.settings.streamsTimeout()
				: latest.isNegative() ? Duration.ZERO : latest;
		Instant now = Instant.now();
		DrainStartedEvent event = new DrainStartedEvent(this.generation.getAsInt(), successor, now.plus(timeout),
				now.plus(remaining));
		return new Farewell(this.application.streams(), timeout, spread, () -> this.application.publish(event),
				(announcement) -> {
					Thread thread = new Thread(announcement, "graceful-restart-farewell");
					thread.setDaemon(true);
					thread.start();
				}, System::nanoTime);
	}

	/**
	 * End the drain at once, also one that has not begun yet.
	 */
	void abort() {
		synchronized (this.monitor) {
			this.aborted = true;
			if (this.drain != null) {
				this.drain.abort();
			}
		}
	}

	/**
	 * Have the drain over by a deadline, also one that has not begun yet: this process is
	 * told to end.
	 * @param limit the latest deadline
	 */
	void limit(Deadline limit) {
		synchronized (this.monitor) {
			this.limit = limit;
			if (this.drain != null) {
				this.drain.hasten(limit);
				this.deadline = Instant.now().plus(this.drain.deadline().remaining());
			}
		}
	}

	/**
	 * Call the drain off, also one that is about to begin: the process goes back to
	 * serving.
	 * @return {@code false} if it is too late for that
	 */
	boolean callOff() {
		synchronized (this.monitor) {
			if (this.drain != null && !this.drain.callOff()) {
				return false;
			}
			this.calledOff = true;
			return true;
		}
	}

	/**
	 * Forget a drain that is over, since this process serves again.
	 */
	void forget() {
		synchronized (this.monitor) {
			this.drain = null;
			this.calledOff = false;
		}
	}

	@Nullable DrainProgress progress() {
		synchronized (this.monitor) {
			if (this.drain == null || this.deadline == null) {
				return null;
			}
			Duration remaining = (this.outcome != null) ? Duration.ZERO : this.drain.deadline().remaining();
			return new DrainProgress(this.deadline, remaining, this.drain.progress(), this.outcome);
		}
	}

	// What has set the deadline, for the log.
	private String deadline() {
		Duration stopTimeout = this.settings.stopTimeout();
		synchronized (this.monitor) {
			return (this.limit != null && stopTimeout != null)
					? "time that drain.stop-timeout of " + stopTimeout.toMillis() + " ms leaves is over"
					: "drain.timeout of " + this.settings.timeout().toMillis() + " ms passed";
		}
	}

	private void log(DrainOutcome outcome) {
		String line = DrainReport.line(outcome, deadline());
		if (outcome.ending() == Ending.DEADLINE
				|| (outcome.ending() == Ending.ABORTED && !outcome.forced().isEmpty())) {
			logger.warn(line);
		}
		else {
			logger.info(line);
		}
	}

}
