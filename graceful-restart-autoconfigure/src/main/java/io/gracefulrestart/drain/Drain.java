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
import java.util.function.Consumer;
import java.util.function.Supplier;

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

	private final Account account = new Account();

	private @Nullable Turns idle;

	private final Interruptions interruptions = new Interruptions();

	private Deadline grace;

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
		@Nullable Ending ending = this.interruptions.decide(null);
		if (ending != null) {
			// Called off before anybody was told anything.
			return this.account.outcome(ending, Duration.ZERO, remain());
		}
		// Before anybody is told to leave who need not.
		this.mover.begin(this.interruptions::ready);
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
			// In this order, so that what is late had its idle connections closed first.
			boolean late = this.deadline.hasPassed();
			boolean graceOver = late || (this.grace.hasPassed() && !this.mover.isWaiting());
			closeFinished(graceOver);
			if (graceOver) {
				closeIdle(late);
			}
			Census census = census();
			this.account.found(census, this.farewell, this.mover);
			if (!census.equals(this.last)) {
				this.last = census;
				progress.accept(census);
			}
			ending = this.interruptions.decide(ending(census, graceOver, late));
		}
		this.mover.end();
		int untold = this.workloads.stream().mapToInt(Workload::webSockets).sum();
		this.account.settle(this.last, completed() - before, untold, this.farewell, this.mover);
		List<Unfinished> forced = (ending != Ending.CALLED_OFF) ? cut() : remain();
		this.last = census();
		return this.account.outcome(ending, Duration.ofNanos(System.nanoTime() - start), forced);
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
			this.account.closed(Kind.CONNECTION, workload.name(), more);
		}
	}

	private void closeFinished(boolean graceOver) {
		for (Workload workload : this.workloads) {
			this.account.closed(Kind.HTTP2, workload.name(), workload.closeFinished(graceOver));
		}
	}

	/**
	 * End at once: what is in progress is cut. Does nothing when the drain is over.
	 */
	public void abort() {
		this.interruptions.abort();
	}

	/**
	 * Have it over earlier, since this process is told to end.
	 * @param limit when everything has to be over, if that is earlier than before
	 */
	public void hasten(Deadline limit) {
		this.deadline = this.deadline.earlier(limit);
		this.farewell.hasten(this.deadline);
	}

	/**
	 * End without cutting anything, since the process goes back to serving.
	 * @return {@code false} if the drain has ended already, or is cutting what is left
	 */
	public boolean callOff() {
		return this.interruptions.callOff();
	}

	private List<Unfinished> remain() {
		this.workloads.forEach(Workload::stay);
		return List.of();
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
		// What has left HTTP for something unknown may stay silent for ever, and does not
		// keep a drain beyond the grace. Idle ones are gone the next time: one that was
		// not closed is about to be served.
		boolean waiting = census.isBusy() || census.idle() > 0 || census.http2() > 0
				|| (census.webSockets() > 0 && !this.farewell.isOver()) || (census.upgraded() > 0 && !graceOver);
		if (!waiting) {
			return Ending.COMPLETE;
		}
		if (late) {
			return Ending.DEADLINE;
		}
		return this.interruptions.pause(TICK) ? Ending.ABORTED : null;
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
