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

	private final Streams streams;

	private final Duration timeout;

	private final Spread spread;

	private final Runnable announcement;

	private final Executor executor;

	private final LongSupplier nanoTime;

	private final Object monitor = new Object();

	private boolean announced;

	private long start;

	private @Nullable Turns webSockets;

	private long lastGoodbye;

	private int streamsEnded;

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
		int total = this.streamsEnded + this.streams.count();
		Duration window = this.spread.window(total);
		Duration into = elapsed.minus(this.timeout).plus(window);
		if (total > 0 && !into.isNegative()) {
			int due = this.spread.due(total, into) - this.streamsEnded;
			this.streamsEnded += (due > 0) ? this.streams.end(due) : 0;
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
	 * Count the streams that were ended.
	 * @param open how many are still open: when the time is over, all were told to end
	 * @return their number
	 */
	int streamsEnded(int open) {
		boolean allTold = since(this.start).compareTo(this.timeout) >= 0;
		return allTold ? Math.max(0, this.streamsEnded - open) : this.streamsEnded;
	}

	/**
	 * Count the WebSocket sessions whose clients were told.
	 * @return their number
	 */
	int webSocketsClosed() {
		return (this.webSockets != null) ? this.webSockets.taken() : 0;
	}

}
