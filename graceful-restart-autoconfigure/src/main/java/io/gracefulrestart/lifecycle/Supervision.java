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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.supervisor.Supervisor;
import io.gracefulrestart.supervisor.SupervisorReport;
import io.gracefulrestart.supervisor.SupervisorSettings;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the supervisor is told what. Who serves is told by those who make it so,
 * at once and in order; the rest is looked at every second, on a thread of its own that
 * exists only if somebody wants to be told. Thread safe.
 */
final class Supervision {

	private static final Log logger = LogFactory.getLog(Supervision.class);

	private static final Duration TICK = Duration.ofSeconds(1);

	private static final Duration LOOK = Duration.ofMillis(100);

	// More than some ticks, and little enough for a process that hangs to be seen soon.
	private static final Duration EXTENSION = Duration.ofSeconds(10);

	// What comes after a drain: the other phases of the application's end.
	private static final Duration LAST_EXTENSION = Duration.ofSeconds(35);

	private final SupervisorSettings settings;

	private final Supervisor supervisor;

	private final UnitCheck check;

	private final CountDownLatch end = new CountDownLatch(1);

	private volatile Supplier<Situation> situation = () -> {
		throw new IllegalStateException("Not begun");
	};

	private volatile boolean ending;

	/**
	 * Create a supervision; nobody is told anything before {@link #begin}.
	 * @param settings the operator's decisions
	 * @param application asked what ails it
	 */
	Supervision(LifecycleSettings settings, Application application) {
		this.settings = settings.supervisor();
		this.supervisor = new Supervisor(this.settings, application::ailment);
		this.check = new UnitCheck(this.settings, (settings.restartSignal() != null) ? settings.restartSignal() : "");
	}

	/**
	 * Begin: this process starts.
	 * @param situation where it stands
	 */
	void begin(Supplier<Situation> situation) {
		this.situation = situation;
		if (this.supervisor.isPresent()) {
			Thread thread = new Thread(() -> run(Deadline.after(this.settings.startTimeout())),
					"graceful-restart-supervision");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void run(Deadline start) {
		try {
			do {
				try {
					tick(start);
				}
				catch (RuntimeException ex) {
					logger.debug("Supervisor cannot be told where this process stands", ex);
				}
			}
			while (!this.end.await(TICK.toNanos(), TimeUnit.NANOSECONDS));
		}
		catch (InterruptedException ex) {
			logger.debug("Interrupted", ex);
		}
	}

	private void tick(Deadline start) {
		Situation now = this.situation.get();
		switch (now.state()) {
			case STARTING -> {
				this.supervisor.status(text(now));
				if (!start.hasPassed()) {
					this.supervisor.extendTimeout(EXTENSION);
				}
			}
			case SERVING, HANDING_OFF -> {
				if (now.isRestarting()) {
					this.supervisor.reloading();
					this.supervisor.extendTimeout(EXTENSION);
				}
				else {
					this.supervisor.reloaded(text(now));
				}
				this.supervisor.status(text(now));
			}
			case DRAINING -> {
				this.supervisor.status(text(now));
				DrainProgress drain = now.drain();
				this.supervisor.extendTimeout((drain != null) ? drain.remaining().plus(EXTENSION) : EXTENSION);
			}
			default -> {
			}
		}
	}

	private static String text(Situation situation) {
		String text = situation.text(Instant.now());
		return Character.toUpperCase(text.charAt(0)) + text.substring(1);
	}

	/**
	 * This process serves, for the first time or again. The state says so already.
	 * @param core holds the listeners
	 */
	void serves(Core core) {
		if (!this.supervisor.isPresent()) {
			return;
		}
		List<String> others = core.listeners().strangers();
		this.supervisor.serves(text(this.situation.get()), core.listeners().all(), others);
		this.check.begin(core.listeners().all().size());
	}

	/**
	 * A restart was asked for, whatever comes of it.
	 */
	void restarting() {
		this.supervisor.reloading();
	}

	/**
	 * A restart was refused: it is over at once.
	 */
	void refused() {
		this.supervisor.reloading();
		if (this.supervisor.isPresent() && !this.situation.get().isRestarting()) {
			this.supervisor.reloaded(text(this.situation.get()));
		}
	}

	/**
	 * Another process serves from now on.
	 * @param pid its process id, 0 if it cannot be seen
	 */
	void replacedBy(long pid) {
		this.supervisor.replacedBy(pid);
	}

	/**
	 * The service ends with this process. The state is {@code DRAINING} already.
	 */
	void stopping() {
		this.ending = true;
		if (this.supervisor.isPresent()) {
			this.supervisor.stopping(text(this.situation.get()));
			// Before anything else: its patience may be short.
			this.supervisor.extendTimeout(EXTENSION);
		}
	}

	/**
	 * Return whether a supervisor follows this process: it takes the end of this one for
	 * the end of the service.
	 * @return whether it was told so, and of no other one since
	 */
	boolean isFollowed() {
		return this.supervisor.isFollowing();
	}

	/**
	 * The predecessor is about to end, and may be this process's parent. Returns when it
	 * has ended, and the supervisor knows.
	 * @param pid its process id, 0 if it cannot be seen
	 */
	void awaitAdoption(long pid) {
		if (pid == 0 || !this.supervisor.isFollowing()) {
			return;
		}
		try {
			while (Processes.isAlive(pid)) {
				if (this.end.await(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
					return;
				}
			}
			this.supervisor.adopted();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** This process has nothing to do but to wait for another one. */
	void waiting() {
		this.supervisor.extendTimeout(EXTENSION);
	}

	/**
	 * Tell about it.
	 * @return the report, {@code null} if nobody is told anything
	 */
	@Nullable SupervisorReport report() {
		return this.supervisor.report();
	}

	/**
	 * Say nothing more, but for the time that the rest of the end may take. Idempotent.
	 */
	void close() {
		if (this.end.getCount() > 0) {
			this.end.countDown();
			if (this.ending) {
				this.supervisor.extendTimeout(LAST_EXTENSION);
			}
			this.supervisor.close();
		}
	}

}
