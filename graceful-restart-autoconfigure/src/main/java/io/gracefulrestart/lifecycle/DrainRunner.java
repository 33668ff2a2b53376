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
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.Drain;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.Mover;
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

	private final LifecycleSettings settings;

	private final Object monitor = new Object();

	private @Nullable Drain drain;

	private @Nullable Instant deadline;

	private @Nullable DrainOutcome outcome;

	private boolean aborted;

	private boolean calledOff;

	DrainRunner(LifecycleSettings settings) {
		this.settings = settings;
	}

	/**
	 * Drain, log the result in one line, and return it.
	 * @param workloads what is to be drained
	 * @param deadline when everything has to be over
	 * @param mover takes connections elsewhere
	 * @param progress told the census whenever it changes
	 * @return how the drain ended
	 */
	DrainOutcome run(List<Workload> workloads, Deadline deadline, Mover mover, Consumer<Census> progress) {
		Drain drain = new Drain(workloads, deadline, () -> Deadline.after(this.settings.keepAliveGrace()), mover);
		synchronized (this.monitor) {
			this.drain = drain;
			this.deadline = Instant.now().plus(deadline.remaining());
			this.outcome = null;
			if (this.aborted) {
				drain.abort();
			}
			if (this.calledOff) {
				drain.callOff();
			}
		}
		DrainOutcome outcome = drain.run(progress);
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

	private void log(DrainOutcome outcome) {
		String text = "Drained in " + outcome.duration().toMillis() + " ms, " + outcome.completed()
				+ ((outcome.completed() == 1) ? " request" : " requests") + " completed";
		if (outcome.moved() > 0) {
			text += ", " + outcome.moved() + ((outcome.moved() == 1) ? " connection" : " connections") + " moved";
		}
		if (outcome.ending() == Ending.CALLED_OFF) {
			logger.info("Drain called off: " + text);
			return;
		}
		if (outcome.forced().isEmpty()) {
			logger.info(text + ", nothing was cut");
			return;
		}
		String kinds = outcome.forcedByKind()
			.entrySet()
			.stream()
			.map((entry) -> entry.getValue() + " " + entry.getKey())
			.collect(Collectors.joining(", "));
		text += switch (outcome.ending()) {
			case COMPLETE, CALLED_OFF -> ", closing ";
			case DEADLINE -> ": drain.timeout of " + this.settings.drainTimeout().toMillis() + " ms passed, cutting ";
			case ABORTED -> ": ended by a second signal, cutting ";
		};
		text += kinds + "; oldest: " + outcome.forced().get(0);
		if (outcome.ending() == Ending.COMPLETE) {
			logger.info(text);
		}
		else {
			logger.warn(text);
		}
	}

}
