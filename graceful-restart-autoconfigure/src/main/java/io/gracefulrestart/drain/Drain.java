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
import java.util.function.ToIntFunction;

import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.Unfinished.Kind;
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

	private volatile Deadline deadline;

	private final Supplier<Deadline> startGrace;

	private final Mover mover;

	private final Farewell farewell;

	private final Spread spread;

	private final Map<String, Integer> closed = new TreeMap<>();

	private final Fates fates = new Fates();

	private @Nullable Turns idle;

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
	 * @param farewell ends what would never end by itself
	 * @param spread how telling many connections to leave, and closing them, is spread
	 */
	public Drain(List<Workload> workloads, Deadline deadline, Supplier<Deadline> grace, Mover mover, Farewell farewell,
			Spread spread) {
		this.workloads = workloads.stream().<Workload>map(GuardedWorkload::new).toList();
		this.deadline = deadline;
		this.startGrace = grace;
		this.grace = grace.get().earlier(deadline);
		this.mover = mover;
		this.farewell = farewell;
		this.spread = spread;
	}

	/**
	 * Drain, and return when it is over.
	 * @param progress told the census whenever it has changed; must not block
	 * @return how it ended
	 */
	public DrainOutcome run(Consumer<Census> progress) {
		long start = System.nanoTime();
		long before = completed();
		@Nullable Census found = null;
		@Nullable Ending ending = null;
		// Before anybody is told to leave who need not.
		this.mover.begin(this::ready);
		this.farewell.begin();
		while (ending == null) {
			// Again and again: a connection accepted or upgraded a moment ago has not
			// been told yet.
			this.workloads.forEach((workload) -> workload.leave(this.spread));
			if (!this.mover.move()) {
				// Some are told only now.
				this.grace = this.startGrace.get().earlier(this.deadline);
			}
			this.farewell.proceed(this.workloads);
			close(Kind.HTTP2, Workload::closeFinished);
			// In this order, so that what is late had its idle connections closed first.
			boolean late = this.deadline.hasPassed();
			boolean graceOver = this.grace.hasPassed() && (late || !this.mover.isWaiting());
			if (graceOver) {
				closeIdle(late);
			}
			Census census = census();
			found = (found != null) ? found : census.plus(gone());
			if (!census.equals(this.last)) {
				this.last = census;
				progress.accept(census);
			}
			ending = decide(ending(census, graceOver, late));
		}
		this.mover.end();
		account(found, completed() - before);
		List<Unfinished> forced = (ending != Ending.CALLED_OFF) ? cut() : remain();
		this.fates.cut(forced);
		forced.forEach((unfinished) -> this.closed.merge(unfinished.listener(), 1, Integer::sum));
		this.last = census();
		return new DrainOutcome(ending, Duration.ofNanos(System.nanoTime() - start), this.fates.all(), this.closed,
				forced);
	}

	private void closeIdle(boolean late) {
		if (this.idle == null) {
			this.idle = new Turns(this.spread);
		}
		int due = late ? Integer.MAX_VALUE : this.idle.due(this.last.idle());
		for (Workload workload : this.workloads) {
			int more = (due > 0) ? workload.closeIdle(due) : 0;
			due -= more;
			this.idle.take(more);
			count(Kind.CONNECTION, workload, more);
		}
	}

	private void close(Kind kind, ToIntFunction<Workload> action) {
		this.workloads.forEach((workload) -> count(kind, workload, action.applyAsInt(workload)));
	}

	private void count(Kind kind, Workload workload, int more) {
		if (more > 0) {
			this.closed.merge(workload.name(), more, Integer::sum);
			this.fates.add(kind, Fate.CLOSED, more);
		}
	}

	// What was there when the drain began, and is not there any more when it first
	// counts.
	private Census gone() {
		int closed = this.closed.values().stream().mapToInt(Integer::intValue).sum();
		return new Census(0, this.farewell.streamsEnded(0), 0, this.mover.moved() + closed, 0, 0, 0);
	}

	// What became of what was there at the beginning, as far as nothing was cut yet.
	private void account(Census found, long completed) {
		Census left = this.last;
		int ended = this.farewell.streamsEnded(left.streams());
		this.fates.add(Kind.STREAM, Fate.ENDED, ended);
		this.fates.othersLeft(Kind.STREAM, found.streams(), left.streams());
		this.fates.add(Kind.REQUEST, Fate.COMPLETED, completed - ended);
		this.fates.add(Kind.CONNECTION, Fate.MOVED, this.mover.moved());
		this.fates.othersLeft(Kind.CONNECTION, found.busy() + found.idle(), left.busy() + left.idle());
		this.fates.othersLeft(Kind.HTTP2, found.http2(), left.http2());
		int silent = left.webSockets() - this.workloads.stream().mapToInt(Workload::webSockets).sum();
		this.fates.add(Kind.WEB_SOCKET, Fate.CLOSED, this.farewell.webSocketsClosed() - Math.max(0, silent));
		this.fates.othersLeft(Kind.WEB_SOCKET, found.webSockets(), left.webSockets());
		this.fates.othersLeft(Kind.UPGRADED, found.upgraded(), left.upgraded());
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
	 * Have it over earlier, since this process is told to end.
	 * @param limit when everything has to be over, if that is earlier than before
	 */
	public void hasten(Deadline limit) {
		synchronized (this.monitor) {
			this.deadline = this.deadline.earlier(limit);
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
		// What has left HTTP for something unknown does not keep a drain beyond the
		// grace:
		// it may stay silent for ever. Idle ones are gone the next time: one that was not
		// closed is about to be served.
		boolean waiting = census.isBusy() || census.idle() > 0 || census.http2() > 0
				|| (census.webSockets() > 0 && !this.farewell.isOver()) || (census.upgraded() > 0 && !graceOver);
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
