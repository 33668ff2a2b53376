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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Ends what would never end by itself: first the application hears of it and can say
 * goodbye, then WebSocket sessions are closed and streams ended, one after the other.
 * Used by the thread that drains.
 *
 * @since 0.1.0
 */
public final class Farewell {

	// For a WebSocket's client to answer.
	private static final Duration ANSWER = Duration.ofMillis(900);

	/**
	 * Time enough for the ends of streams to be written before everything is cut.
	 */
	public static final Duration WRITING = Duration.ofMillis(500);

	private final Streams streams;

	private volatile Duration timeout;

	private final Spread spread;

	private final Runnable announcement;

	private final Executor executor;

	private final LongSupplier nanoTime;

	private final Object monitor = new Object();

	private boolean announced;

	private volatile long start;

	private @Nullable Turns webSockets;

	private long lastGoodbye;

	private int streamsTold;

	private int endedBefore;

	/**
	 * Create a farewell.
	 * @param streams the streams
	 * @param timeout when streams and WebSocket sessions are to be over, counted from the
	 * beginning
	 * @param spread how that is spread
	 * @param announcement tells the application
	 * @param executor where the application is told, which may take its time
	 * @param nanoTime the clock
	 */
	public Farewell(Streams streams, Duration timeout, Spread spread, Runnable announcement, Executor executor,
			LongSupplier nanoTime) {
		this.streams = streams;
		this.timeout = timeout;
		this.spread = spread;
		this.announcement = announcement;
		this.executor = executor;
		this.nanoTime = nanoTime;
	}

	/**
	 * Return a farewell that ends nothing.
	 * @return the farewell
	 */
	public static Farewell none() {
		return new Farewell(Streams.NONE, Duration.ZERO, Spread.NONE, () -> {
		}, Runnable::run, System::nanoTime);
	}

	void begin() {
		this.start = this.nanoTime.getAsLong();
		this.endedBefore = this.streams.ended();
		this.executor.execute(() -> {
			try {
				this.announcement.run();
			}
			finally {
				synchronized (this.monitor) {
					this.announced = true;
				}
			}
		});
	}

	/**
	 * Have it over earlier.
	 * @param deadline when everything is cut that is left
	 */
	void hasten(Deadline deadline) {
		Duration latest = since(this.start).plus(deadline.remaining()).minus(WRITING);
		this.timeout = (latest.compareTo(this.timeout) >= 0) ? this.timeout
				: latest.isNegative() ? Duration.ZERO : latest;
	}

	/**
	 * Do what is due.
	 * @param workloads whose WebSocket sessions are closed
	 */
	void proceed(List<Workload> workloads) {
		Duration elapsed = since(this.start);
		if (isAnnounced() || elapsed.compareTo(this.timeout) >= 0) {
			closeWebSockets(workloads);
		}
		endStreams(elapsed);
	}

	private void closeWebSockets(List<Workload> workloads) {
		if (this.webSockets == null) {
			this.webSockets = new Turns(this.spread, this.nanoTime);
		}
		int waiting = workloads.stream().mapToInt(Workload::webSockets).sum();
		int due = this.webSockets.due(waiting);
		for (Workload workload : workloads) {
			if (due > 0) {
				int told = workload.closeWebSockets(due);
				due -= told;
				this.webSockets.take(told);
				this.lastGoodbye = (told > 0) ? this.nanoTime.getAsLong() : this.lastGoodbye;
			}
		}
	}

	// The last of them when the time is over, the others before that.
	private void endStreams(Duration elapsed) {
		int untold = this.streams.count();
		Spread spread = (this.spread.longest().compareTo(this.timeout) <= 0) ? this.spread : new Spread(this.timeout);
		int total = this.streamsTold + untold;
		Duration into = elapsed.minus(this.timeout).plus(spread.window(total));
		if (untold > 0 && !into.isNegative()) {
			int due = spread.due(total, into) - this.streamsTold;
			this.streamsTold += (due > 0) ? this.streams.end(due) : 0;
		}
	}

	/**
	 * Return whether nobody waits any more for the answers of WebSocket sessions that
	 * were closed.
	 * @return whether those that are left may be cut
	 */
	boolean isOver() {
		return this.webSockets != null && since(this.start).compareTo(this.timeout) >= 0
				&& (this.webSockets.taken() == 0 || since(this.lastGoodbye).compareTo(ANSWER) >= 0);
	}

	private boolean isAnnounced() {
		synchronized (this.monitor) {
			return this.announced;
		}
	}

	private Duration since(long nanos) {
		return Duration.ofNanos(this.nanoTime.getAsLong() - nanos);
	}

	/**
	 * Count the streams that have got their end from us.
	 * @return their number
	 */
	int streamsEnded() {
		return this.streams.ended() - this.endedBefore;
	}

	/**
	 * Count the WebSocket sessions whose clients were told.
	 * @return their number
	 */
	int webSocketsClosed() {
		return (this.webSockets != null) ? this.webSockets.taken() : 0;
	}

}
