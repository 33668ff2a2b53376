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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Finishes what a process has begun, after it has stopped accepting: tells connections to
 * leave, waits for requests, closes idle connections when their grace is over, and cuts
 * what is left at the deadline. One drain is run once, by one thread; {@link #abort()},
 * {@link #callOff()} and {@link #progress()} may be called by any.
 *
 * @since 0.1.0
 */
public final class Drain {

	private static final Duration TICK = Duration.ofMillis(10);

	private final List<Workload> workloads;

	private final Deadline deadline;

	private final Supplier<Deadline> startGrace;

	private final Mover mover;

	private final Object monitor = new Object();

	private Deadline grace;

	private boolean aborted;

	private boolean calledOff;

	private boolean over;

	private boolean ready;

	private volatile Census last = Census.NONE;

	/**
	 * Create a drain.
	 * @param workloads what is to be drained
	 * @param deadline when everything has to be over
	 * @param grace starts the time within which an idle connection that is told to leave
	 * may send one more request
	 * @param mover takes connections elsewhere, so that they need not leave
	 */
	public Drain(List<Workload> workloads, Deadline deadline, Supplier<Deadline> grace, Mover mover) {
		this.workloads = workloads.stream().<Workload>map(GuardedWorkload::new).toList();
		this.deadline = deadline;
		this.startGrace = grace;
		this.grace = grace.get().earlier(deadline);
		this.mover = mover;
	}

	/**
	 * Drain, and return when it is over.
	 * @param progress told the census whenever it has changed; must not block
	 * @return how it ended
	 */
	public DrainOutcome run(Consumer<Census> progress) {
		long start = System.nanoTime();
		long before = completed();
		Map<String, Integer> closed = new TreeMap<>();
		@Nullable Ending ending = null;
		// Before anybody is told to leave who need not.
		this.mover.begin(this::ready);
		while (ending == null) {
			// Again and again: a connection accepted or upgraded a moment ago has not
			// been told yet.
			this.workloads.forEach(Workload::leave);
			if (!this.mover.move()) {
				// Some are told only now.
				this.grace = this.startGrace.get().earlier(this.deadline);
			}
			// In this order, so that what is late had its idle connections closed first.
			boolean late = this.deadline.hasPassed();
			boolean graceOver = this.grace.hasPassed() && (late || !this.mover.isWaiting());
			if (graceOver) {
				this.workloads.forEach((workload) -> count(closed, workload.name(), workload.closeIdle()));
			}
			Census census = census();
			if (!census.equals(this.last)) {
				this.last = census;
				progress.accept(census);
			}
			ending = decide(ending(census, graceOver, late));
		}
		this.mover.end();
		long completed = completed() - before;
		List<Unfinished> forced = (ending != Ending.CALLED_OFF) ? cut() : remain();
		int idleClosed = closed.values().stream().mapToInt(Integer::intValue).sum();
		forced.forEach((unfinished) -> count(closed, unfinished.listener(), 1));
		this.last = census();
		return new DrainOutcome(ending, Duration.ofNanos(System.nanoTime() - start), completed, this.mover.moved(),
				idleClosed, closed, forced);
	}

	private static void count(Map<String, Integer> counts, String name, int more) {
		if (more > 0) {
			counts.merge(name, more, Integer::sum);
		}
	}

	/**
	 * End at once: what is in progress is cut. Does nothing when the drain is over.
	 */
	public void abort() {
		synchronized (this.monitor) {
			this.aborted = true;
			this.monitor.notifyAll();
		}
	}

	/**
	 * End without cutting anything, since the process goes back to serving.
	 * @return {@code false} if the drain has ended already, or is cutting what is left
	 */
	public boolean callOff() {
		synchronized (this.monitor) {
			if (this.over) {
				return false;
			}
			this.calledOff = true;
			this.monitor.notifyAll();
			return true;
		}
	}

	// From here on it is too late to call it off.
	private @Nullable Ending decide(@Nullable Ending ending) {
		synchronized (this.monitor) {
			if (this.calledOff) {
				return Ending.CALLED_OFF;
			}
			this.over = ending != null;
			return ending;
		}
	}

	private List<Unfinished> remain() {
		this.workloads.forEach(Workload::stay);
		return List.of();
	}

	// Somebody's connection waits to be moved.
	private void ready() {
		synchronized (this.monitor) {
			this.ready = true;
			this.monitor.notifyAll();
		}
	}

	/**
	 * Return what was left when it was last counted.
	 * @return the last census
	 */
	public Census progress() {
		return this.last;
	}

	/**
	 * Return when everything has to be over.
	 * @return the deadline
	 */
	public Deadline deadline() {
		return this.deadline;
	}

	private @Nullable Ending ending(Census census, boolean graceOver, boolean late) {
		// Upgraded connections do not keep a drain beyond the grace: they may stay silent
		// for ever, and the server says goodbye to them when it closes.
		// Idle ones are gone the next time: one that was not closed is about to be
		// served.
		boolean waiting = census.isBusy() || census.idle() > 0 || (census.connections() > 0 && !graceOver);
		if (!waiting) {
			return Ending.COMPLETE;
		}
		if (late) {
			return Ending.DEADLINE;
		}
		return pause() ? Ending.ABORTED : null;
	}

	private boolean pause() {
		Deadline tick = Deadline.after(TICK);
		try {
			synchronized (this.monitor) {
				while (!this.aborted && !this.calledOff && !this.ready && !tick.hasPassed()) {
					TimeUnit.NANOSECONDS.timedWait(this.monitor, tick.remaining().toNanos());
				}
				this.ready = false;
				return this.aborted;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return true;
		}
	}

	private Census census() {
		return this.workloads.stream().map(Workload::census).reduce(Census.NONE, Census::plus);
	}

	private long completed() {
		return this.workloads.stream().mapToLong(Workload::completed).sum();
	}

	private List<Unfinished> cut() {
		List<Unfinished> forced = new ArrayList<>();
		this.workloads.forEach((workload) -> forced.addAll(workload.closeAll()));
		forced.sort(Comparator.comparing(Unfinished::age).reversed());
		return forced;
	}

}
