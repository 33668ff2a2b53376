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
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.connection.MoveLedger;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.state.Amount;
import io.gracefulrestart.state.AmountSource;
import io.gracefulrestart.state.CarriedAmounts;
import io.gracefulrestart.state.Series;

/**
 * What is counted over all generations. Thread safe.
 */
public final class Statistics {

	private static final Series REQUESTS = Series.of("requests");

	private static final Series ACCEPTED = Series.of("connections accepted");

	private static final Series MOVED = Series.of("connections moved");

	private final Supplier<List<Workload>> workloads;

	private final Chain chain;

	private final MoveLedger ledger;

	// Before it served, nobody but itself has asked it for anything.
	private volatile long rehearsed;

	private final CarriedAmounts carried = new CarriedAmounts("statistics", new AmountSource() {

		@Override
		public Map<Series, Amount> own() {
			return count();
		}

	});

	Statistics(Supplier<List<Workload>> workloads, Chain chain, MoveLedger ledger) {
		this.workloads = workloads;
		this.chain = chain;
		this.ledger = ledger;
	}

	/**
	 * Return what is to be carried to the other generation.
	 * @return the state
	 */
	public CarriedAmounts state() {
		return this.carried;
	}

	// Told while nobody is let in yet.
	void onStateChange(State from, State to) {
		if (from == State.TAKING_OVER && to == State.SERVING) {
			this.rehearsed = sum(Workload::completed);
		}
	}

	private Map<Series, Amount> count() {
		Map<Series, Amount> counts = new HashMap<>();
		counts.put(REQUESTS, amount(ownRequests()));
		counts.put(ACCEPTED, amount(sum(Workload::accepted)));
		counts.put(MOVED, amount(this.ledger.allMoved()));
		for (RestartOutcome outcome : RestartOutcome.values()) {
			counts.put(series(outcome), amount(this.chain.restarts(outcome)));
		}
		return counts;
	}

	private long ownRequests() {
		return Math.max(0, sum(Workload::completed) - this.rehearsed);
	}

	private long sum(ToLongFunction<Workload> count) {
		return this.workloads.get().stream().mapToLong(count).sum();
	}

	/**
	 * Return the requests that have got their whole response, on all connectors.
	 * @return the number over all generations
	 */
	public long requests() {
		return total(REQUESTS, ownRequests());
	}

	/**
	 * Return the connections that were accepted from the listeners.
	 * @return the number over all generations
	 */
	public long accepted() {
		return total(ACCEPTED, sum(Workload::accepted));
	}

	/**
	 * Return how often an established connection went from one process to another.
	 * @return the number over all generations
	 */
	public long moved() {
		return total(MOVED, this.ledger.allMoved());
	}

	/**
	 * Return the restarts that have ended. One that may still be rolled back is not among
	 * them.
	 * @param outcome how they ended
	 * @return the number over all generations
	 */
	public long restarts(RestartOutcome outcome) {
		return total(series(outcome), this.chain.restarts(outcome));
	}

	private long total(Series series, long own) {
		return (long) this.carried.total(series, amount(own)).sum();
	}

	private static Series series(RestartOutcome outcome) {
		return Series.of("restarts " + outcome.name());
	}

	// Whole numbers up to 2^53 are exact.
	private static Amount amount(long number) {
		return Amount.ofCounter((double) number, 0);
	}

	/**
	 * Return when the first generation started.
	 * @return the instant
	 */
	public Instant startedAt() {
		return this.chain.firstStartedAt();
	}

	/**
	 * Return how long the chain has been there.
	 * @return the time since the first generation started
	 */
	public Duration uptime() {
		Duration uptime = Duration.between(startedAt(), Instant.now());
		return uptime.isNegative() ? Duration.ZERO : uptime;
	}

	StatisticsReport report() {
		Map<RestartOutcome, Long> restarts = new EnumMap<>(RestartOutcome.class);
		for (RestartOutcome outcome : RestartOutcome.values()) {
			restarts.put(outcome, restarts(outcome));
		}
		return new StatisticsReport(startedAt(), uptime(), requests(), accepted(), moved(), restarts);
	}

}
