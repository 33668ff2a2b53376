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
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How a serving process ends: after a cutover, or alone. Either way once, and the end can
 * be waited for and hurried.
 * <p>
 * Long, because all ways to end share one limit and one state.
 */
final class Ending {

	private static final Log logger = LogFactory.getLog(Ending.class);

	// Two signals by which a supervisor ends both processes come at about the same time.
	private static final Duration BESIDE = Duration.ofSeconds(5);

	// For whoever was half way into a queue when it was left.
	private static final Duration LATE = Duration.ofSeconds(3);

	private static final Duration LOOK = Duration.ofMillis(20);

	// So many of them are a second.
	private static final int LOOKS = 50;

	private final Core core;

	private final AcceptQueues queues;

	private final CountDownLatch hurried = new CountDownLatch(1);

	private volatile @Nullable Deadline limit;

	private volatile @Nullable Deadline kill;

	Ending(Core core) {
		this.core = core;
		this.queues = new AcceptQueues(core, this::pause);
	}

	/**
	 * Drain after the cutover, and stand by until the successor's probation is over; the
	 * state is {@code DRAINING} already. The successor has the listeners too; ours are
	 * kept until then, to accept again if it dies or gives back.
	 * @param separate names of the listeners which the successor has made beside ours:
	 * what waits there is ours alone, so that there is no standing by
	 * @param mover takes connections to the successor
	 * @param way whether this process goes back
	 * @param successor what can be seen of it
	 * @param report told how the drain ended, before anybody hears that it is over: the
	 * process may end then
	 * @return {@code false} if this process is to serve again: the state is
	 * {@code DRAINING} or {@code STANDBY} still
	 */
	boolean afterCutover(Set<String> separate, Mover mover, WayBack way, SuccessorWatch successor,
			Consumer<DrainOutcome> report) {
		boolean over = true;
		try {
			this.core.application().refuseTraffic();
			Deadline deadline = deadline();
			this.queues.part(separate, deadline);
			DrainOutcome outcome = drain(deadline, true,
					separate.isEmpty() ? mover : new PartingMover(mover, this.queues));
			if (outcome.ending() == DrainOutcome.Ending.CALLED_OFF) {
				this.queues.stay();
				over = false;
			}
			else {
				// A successor that has died this very moment leaves nobody else to
				// accept.
				if (!separate.isEmpty() && isToStayAway(way)) {
					closeListeners();
				}
				report.accept(outcome);
				over = standBy(way, successor) == WayBack.Decision.STAYS_AWAY;
				finish(over);
			}
			return over;
		}
		finally {
			if (over) {
				stopped();
			}
		}
	}

	private static boolean isToStayAway(WayBack way) {
		way.close();
		return way.decision() == WayBack.Decision.STAYS_AWAY;
	}

	private WayBack.Decision standBy(WayBack way, SuccessorWatch successor) {
		Instant end = way.probationEnds();
		if (end != null && this.core.states().change(State.DRAINING, State.STANDBY)) {
			logger.info("Standing by until " + end.truncatedTo(ChronoUnit.MILLIS)
					+ ", to serve again if the successor dies or gives back");
		}
		return way.standBy(successor);
	}

	private void finish(boolean over) {
		if (over) {
			closeListeners();
		}
		else {
			this.queues.stay();
			this.core.workloads().forEach(Workload::stay);
		}
	}

	/**
	 * Drain after a rollback; the state is {@code DRAINING} already. The predecessor has
	 * the listeners, and accepts.
	 * @param mover takes connections back to it
	 */
	void rolledBack(Mover mover) {
		try {
			this.core.application().refuseTraffic();
			this.core.listeners().close();
			drain(deadline(), true, mover);
		}
		finally {
			stopped();
		}
	}

	/**
	 * Drain beside a successor that is not ready yet; the state is {@code DRAINING}
	 * already. What the kernel queues meanwhile waits for the successor, and for us if
	 * that is told to end at the same time, as a supervisor does that ends both.
	 * @param successorLives whether it is still there
	 * @param onSuccessorGone called if it is not, while somebody waits
	 */
	void besideSuccessor(BooleanSupplier successorLives, Runnable onSuccessorGone) {
		try {
			this.queues.closeGate();
			this.core.estate().bequeath();
			this.core.application().refuseTraffic();
			Deadline deadline = deadline();
			leave();
			if (!this.queues.awaitTaken(successorLives, Deadline.after(BESIDE).earlier(deadline))) {
				logger.warn("Successor is gone before it was ready; serving those who wait before the end");
				onSuccessorGone.run();
				this.queues.serve(deadline);
			}
			this.core.listeners().close();
			drain(deadline, false, Mover.NONE);
			settleBequest();
		}
		finally {
			stopped();
		}
	}

	// The successor may take long to start, or not read: whoever ends this process, or
	// ends it a second time, need not wait for that.
	private void settleBequest() {
		Thread settling = this.core.estate().settleBequest();
		waitWhile(settling::isAlive, this.limit);
		if (settling.isAlive()) {
			logger.warn("Successor does not inherit all of the state: this process ends before it is ready for that");
		}
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
			this.core.supervision().stopping();
			this.core.application().refuseTraffic();
			pause(delay());
			// One for the queue and for the drain: operators allow for it once.
			Deadline deadline = deadline();
			// Told to leave while the queue is still being served: nobody comes after us.
			leave();
			this.core.listeners().withdraw();
			this.queues.serve(deadline);
			this.core.listeners().close();
			// Not before: until the port is free, who starts is refused with our state
			// instead of failing to bind. From now on the next one is the first again.
			closeControlPoint.run();
			drain(deadline, false, Mover.NONE);
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
			try {
				Deadline deadline = deadline();
				if (this.core.listeners().areShared()) {
					// The predecessor does not get what waits in our queues.
					this.queues.serve(deadline);
				}
				this.queues.closeGate();
				this.core.listeners().close();
				this.core.application().refuseTraffic();
				drain(deadline, true, Mover.NONE);
			}
			finally {
				stopped();
				this.core.application().exit(1);
			}
		}
	}

	/**
	 * Close the listeners: the successor has no need of this process any more. Who waits
	 * at one that it does not share is served first.
	 */
	void closeListeners() {
		this.queues.endParting(Deadline.after(LATE));
		this.core.listeners().close();
	}

	private Deadline deadline() {
		Deadline deadline = Deadline.after(this.core.settings().drain().timeout());
		Deadline limit = this.limit;
		return (limit != null) ? deadline.earlier(limit) : deadline;
	}

	// No longer than there is time for anything at all.
	private Duration delay() {
		Deadline delay = Deadline.after(this.core.settings().drain().delay());
		Deadline limit = this.limit;
		return ((limit != null) ? delay.earlier(limit) : delay).remaining();
	}

	/**
	 * Note that this process is told to end, and that whoever tells it has only so much
	 * patience. The first call counts.
	 */
	void limit() {
		DrainSettings settings = this.core.settings().drain();
		Duration allowed = settings.limit();
		if (allowed != null && settings.stopTimeout() != null && this.limit == null) {
			Deadline limit = Deadline.after(allowed);
			this.kill = Deadline.after(settings.stopTimeout());
			this.limit = limit;
			this.core.drains().limit(limit);
		}
	}

	/**
	 * Return when this process is killed, if it is told to end and that is known.
	 * @return the deadline, or {@code null}
	 */
	@Nullable Deadline kill() {
		return this.kill;
	}

	private DrainOutcome drain(Deadline deadline, boolean successor, Mover mover) {
		return this.core.drains().run(this.core.workloads(), deadline, successor, mover);
	}

	// The drain says it again and again, and deals with one that fails.
	private void leave() {
		Spread spread = new Spread(this.core.settings().drain().spread());
		for (Workload workload : this.core.workloads()) {
			try {
				workload.leave(spread);
			}
			catch (RuntimeException ex) {
				logger.debug("Connections of '" + workload.name() + "' could not be told to leave", ex);
			}
		}
	}

	private void stopped() {
		if (!this.core.states().change(State.DRAINING, State.STOPPED)) {
			this.core.states().change(State.STANDBY, State.STOPPED);
		}
	}

	/**
	 * Wait until the drain or the standby that another thread runs is over, or was called
	 * off. It has a deadline of its own.
	 * @param state the one of the two that is to end
	 * @return {@code false} if the thread was interrupted
	 */
	boolean await(State state) {
		try {
			this.core.states().awaitEndOf(state);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Wait for another process of this service to finish what it has begun, no longer
	 * than this one would take for that.
	 * @param pid its process id
	 */
	void awaitEndOf(long pid) {
		waitWhile(() -> Processes.isAlive(pid), deadline());
	}

	private void waitWhile(BooleanSupplier busy, @Nullable Deadline deadline) {
		while (busy.getAsBoolean() && (deadline == null || !deadline.hasPassed())) {
			this.core.supervision().waiting();
			for (int i = 0; i < LOOKS && busy.getAsBoolean(); i++) {
				if (pause(LOOK)) {
					return;
				}
			}
		}
	}

	/**
	 * End it at once.
	 */
	void hurry() {
		this.hurried.countDown();
		this.core.drains().abort();
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
