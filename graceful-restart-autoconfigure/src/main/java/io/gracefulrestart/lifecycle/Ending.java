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

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * How a serving process ends: after a cutover, or alone. Either way once, and the end can
 * be waited for and hurried.
 */
final class Ending {

	private static final Log logger = LogFactory.getLog(Ending.class);

	private static final Duration TICK = Duration.ofMillis(1);

	private final Core core;

	private final CountDownLatch hurried = new CountDownLatch(1);

	private final CountDownLatch over = new CountDownLatch(1);

	Ending(Core core) {
		this.core = core;
	}

	/**
	 * Drain after the cutover; the state is {@code DRAINING} already. The successor holds
	 * the listeners, so ours are closed at once.
	 * @param report told how the drain ended, before anybody hears that it is over: the
	 * process may end then
	 */
	void afterCutover(Consumer<DrainOutcome> report) {
		this.core.application().refuseTraffic();
		this.core.listeners().close();
		try {
			report.accept(this.core.drains().run(this.core.workloads(), (census) -> {
			}));
		}
		finally {
			stopped();
		}
	}

	/**
	 * Drain beside a successor that is not ready yet; the state is {@code DRAINING}
	 * already. What the kernel queues meanwhile waits for the successor.
	 */
	void besideSuccessor() {
		this.core.gate().close();
		afterCutover((outcome) -> {
		});
	}

	/**
	 * Drain without a successor. Does nothing unless the state is {@code SERVING}.
	 * @param closeControlPoint removes the control socket; called when the listeners are
	 * closed
	 */
	void alone(Runnable closeControlPoint) {
		if (this.core.states().change(State.SERVING, State.DRAINING)) {
			drainAlone(closeControlPoint);
		}
	}

	/**
	 * Drain without a successor; the state is {@code DRAINING} already.
	 * @param closeControlPoint removes the control socket; called when the listeners are
	 * closed
	 */
	void drainAlone(Runnable closeControlPoint) {
		try {
			this.core.application().refuseTraffic();
			pause(this.core.settings().drainDelay());
			// Told to leave while the queue is still being served: nobody comes after us.
			this.core.workloads().forEach(Workload::leave);
			serveQueues();
			this.core.listeners().close();
			// Not before: until the port is free, who starts is refused with our state
			// instead of failing to bind. From now on the next one is the first again.
			closeControlPoint.run();
			this.core.drains().run(this.core.workloads(), (census) -> {
			});
		}
		finally {
			stopped();
		}
	}

	/**
	 * Leave the serving to the predecessor, which has gone back to it: drain what was
	 * accepted in the meantime, and end with an error.
	 */
	void retreat() {
		if (this.core.states().change(State.SERVING, State.DRAINING)) {
			this.core.gate().close();
			afterCutover((outcome) -> {
			});
			this.core.application().exit(1);
		}
	}

	/**
	 * The state is {@code DRAINING}; say that this is over.
	 */
	private void stopped() {
		this.core.states().change(State.DRAINING, State.STOPPED);
		this.over.countDown();
	}

	/**
	 * Wait until the drain that another thread runs is over. It has a deadline of its
	 * own.
	 */
	void await() {
		try {
			this.over.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * End it at once.
	 */
	void hurry() {
		this.hurried.countDown();
		this.core.drains().abort();
	}

	// Closing a listener resets what is in its queue, so the gate is closed for good when
	// that is empty. Looked at once more with the gate closed: what came between the look
	// and the close is let in.
	private void serveQueues() {
		Deadline deadline = Deadline.after(this.core.settings().drainTimeout());
		boolean inTime = true;
		do {
			this.core.gate().open();
			while (inTime && isAnyoneWaiting()) {
				inTime = !deadline.hasPassed() && !pause(TICK);
			}
			this.core.gate().close();
		}
		while (inTime && isAnyoneWaiting());
	}

	// A listener that a supervisor holds keeps its queue, for whoever comes next.
	private boolean isAnyoneWaiting() {
		for (Listener listener : this.core.listeners().all()) {
			try {
				if (!listener.isHeldBySupervisor() && listener.hasPending()) {
					return true;
				}
			}
			catch (IOException ex) {
				logger.warn("Queue of listener " + listener + " cannot be watched", ex);
			}
		}
		return false;
	}

	/**
	 * Pause, unless the end is hurried.
	 * @param duration how long
	 * @return whether it was hurried
	 */
	private boolean pause(Duration duration) {
		try {
			return this.hurried.await(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

}
