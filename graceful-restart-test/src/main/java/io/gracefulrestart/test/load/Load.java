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

package io.gracefulrestart.test.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A running load. Made by {@link LoadPlan#start()}; whoever has made it stops it. Thread
 * safe.
 */
public final class Load implements AutoCloseable {

	private static final Duration LOOK = Duration.ofMillis(2);

	private final LoadRecord record;

	private final Watchdog watchdog = new Watchdog();

	private final List<RunningClient> clients = new ArrayList<>();

	private final int niceness;

	private volatile @Nullable Duration stoppedAt;

	Load(LoadPlan plan) {
		this.record = new LoadRecord(plan.failureExamples());
		this.niceness = plan.niceness();
		for (LoadPlan.Client client : plan.clients()) {
			LoadPattern pattern = client.pattern();
			String host = RequestText.host(client.target().server());
			ClientSession session = new ClientSession(pattern, client.target(), plan.timeout(), this.record,
					this.watchdog);
			int number = this.clients.size() + 1;
			// Timetables are shifted against each other, so that clients do not march in
			// step.
			long shift = (long) (pattern.pace().interval().toNanos() * ((number * 0.618) % 1));
			this.clients.add(
					new RunningClient(pattern, session, host, "load-client-" + number, this.record.startNanos + shift));
		}
	}

	void start() {
		this.watchdog.start();
		Niceness.run(this.niceness, () -> this.clients.forEach(RunningClient::start));
	}

	/**
	 * Note that something happens now.
	 * @param label what happens
	 * @return the mark, which the result has as well
	 */
	public Mark mark(String label) {
		return this.record.mark(label);
	}

	/**
	 * Return the time since the beginning.
	 * @return time on the axis of marks, windows and samples
	 */
	public Duration elapsed() {
		return Duration.ofNanos(this.record.now());
	}

	/**
	 * Return a time of this JVM's monotonic clock as a time of the run.
	 * @param nanoTime {@link System#nanoTime()} of an event
	 * @return its time since the beginning of the run
	 */
	public Duration at(long nanoTime) {
		return Duration.ofNanos(nanoTime - this.record.startNanos);
	}

	/**
	 * Return how the load stands.
	 * @return a few figures, cheap to get
	 */
	public LoadProgress progress() {
		long requests = 0;
		long failed = 0;
		Answerer serving = Answerer.UNKNOWN;
		for (RunningClient client : this.clients) {
			requests += client.samples().count();
			failed += client.samples().failures();
			Answerer last = this.record.answerers.get(client.samples().lastAnswerer());
			serving = (last.compareTo(serving) > 0) ? last : serving;
		}
		return new LoadProgress(elapsed(), requests, failed, this.record.count(ConnectionEnding.CLOSED_WITH_WARNING),
				this.record.count(ConnectionEnding.CLOSED_WITHOUT_WARNING), serving);
	}

	/**
	 * Wait until so many more requests have ended.
	 * @param more number of requests from now on
	 * @param timeout time allowed
	 * @throws TimeoutException if they have not ended by then
	 * @throws InterruptedException if interrupted
	 */
	public void awaitRequests(long more, Duration timeout) throws TimeoutException, InterruptedException {
		long wanted = count() + more;
		long deadline = System.nanoTime() + timeout.toNanos();
		while (count() < wanted) {
			if (System.nanoTime() - deadline >= 0) {
				throw new TimeoutException("Only " + (more - wanted + count()) + " of " + more
						+ " requests have ended within " + timeout + "\n" + snapshot().describe());
			}
			// Looking is cheaper than a notification on the way of each request would be.
			TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
		}
	}

	/**
	 * Wait until every client has been answered by a generation, if only with the head of
	 * a response that goes on.
	 * @param generation the generation, or a later one
	 * @param timeout time allowed
	 * @throws TimeoutException if some have not been answered by then
	 * @throws InterruptedException if interrupted
	 */
	public void awaitAnsweredBy(int generation, Duration timeout) throws TimeoutException, InterruptedException {
		long deadline = System.nanoTime() + timeout.toNanos();
		List<RunningClient> missing = notAnsweredBy(generation);
		while (!missing.isEmpty()) {
			if (System.nanoTime() - deadline >= 0) {
				Map<String, Long> labels = missing.stream()
					.collect(Collectors.groupingBy((client) -> client.pattern().label(), Collectors.counting()));
				throw new TimeoutException("Not answered by generation " + generation + " within " + timeout + ": "
						+ labels + "\n" + snapshot().describe());
			}
			TimeUnit.NANOSECONDS.sleep(LOOK.toNanos());
			missing = notAnsweredBy(generation);
		}
	}

	private List<RunningClient> notAnsweredBy(int generation) {
		return this.clients.stream()
			.filter((client) -> this.record.answerers.get(client.answerer()).generation() < generation)
			.toList();
	}

	private long count() {
		return this.clients.stream().mapToLong((client) -> client.samples().count()).sum();
	}

	/**
	 * Return what the clients have seen so far, and go on.
	 * @return the result of the requests that have ended
	 */
	public LoadResult snapshot() {
		List<ClientSamples> samples = this.clients.stream()
			.map((client) -> new ClientSamples(client.pattern(), client.samples()))
			.toList();
		// What follows the stop are stragglers: their silence is no gap in the service.
		Duration stopped = this.stoppedAt;
		return new LoadResult(this.record, (stopped != null) ? stopped : elapsed(), samples);
	}

	/**
	 * Send no more requests, wait for the answers to those that were sent, and look which
	 * idle connections the server has closed.
	 * @return what the clients have seen
	 * @throws InterruptedException if interrupted
	 */
	public LoadResult stop() throws InterruptedException {
		this.stoppedAt = (this.stoppedAt != null) ? this.stoppedAt : elapsed();
		this.clients.forEach(RunningClient::stop);
		for (RunningClient client : this.clients) {
			client.join();
		}
		this.watchdog.close();
		return snapshot();
	}

	/**
	 * Stop without a result. Does nothing if it has been stopped.
	 */
	@Override
	public void close() {
		try {
			stop();
		}
		catch (InterruptedException ex) {
			// The clients have been told to stop, and are daemons.
			Thread.currentThread().interrupt();
		}
	}

}
