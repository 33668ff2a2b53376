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

package io.gracefulrestart.state;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * How much was counted of a series since its beginning. Nothing in it ever falls.
 *
 * @param kind what it is
 * @param count how often something was recorded; 0 of a counter
 * @param sum the sum of what was recorded, or the value of a counter
 * @param bounds upper bounds of the buckets of a histogram, rising, the last one
 * infinite; otherwise empty. Not copied, and not to be changed
 * @param buckets how many are in each bucket, and in none before. Not copied either
 * @param since when it began, in milliseconds of the epoch; 0 if that is not known
 * @param idle how many generations in a row have counted nothing of it, and only passed
 * it on
 */
@SuppressWarnings("ArrayRecordComponent") // Many are made at each scrape.
public record Amount(Kind kind, long count, double sum, double[] bounds, long[] buckets, long since, int idle) {

	private static final double[] NO_BOUNDS = {};

	private static final long[] NO_BUCKETS = {};

	/**
	 * Create the amount of a counter.
	 * @param value its value
	 * @param since when it began, 0 if that is not known
	 * @return the amount
	 */
	public static Amount ofCounter(double value, long since) {
		return new Amount(Kind.COUNTER, 0, value, NO_BOUNDS, NO_BUCKETS, since, 0);
	}

	/**
	 * Create the amount of a summary.
	 * @param count how often something was recorded
	 * @param sum the sum of it
	 * @param since when it began, 0 if that is not known
	 * @return the amount
	 */
	public static Amount ofSummary(long count, double sum, long since) {
		return new Amount(Kind.SUMMARY, count, sum, NO_BOUNDS, NO_BUCKETS, since, 0);
	}

	/**
	 * Create the amount of a histogram.
	 * @param sum the sum of what was recorded
	 * @param bounds the buckets' upper bounds, the last one infinite
	 * @param buckets how many are in each of them
	 * @param since when it began, 0 if that is not known
	 * @return the amount
	 */
	public static Amount ofHistogram(double sum, double[] bounds, long[] buckets, long since) {
		return new Amount(Kind.HISTOGRAM, Arrays.stream(buckets).sum(), sum, bounds, buckets, since, 0);
	}

	/**
	 * Add what was counted later. The sum is never less than either of the two: it is the
	 * same addition in each process, in the same order.
	 * @param later the other amount
	 * @return both together, of the later one's kind and with its buckets
	 */
	public Amount plus(Amount later) {
		Amount earlier = as(later.kind, later.bounds);
		if (earlier == null) {
			return later;
		}
		long[] buckets = later.buckets.clone();
		for (int i = 0; i < buckets.length; i++) {
			buckets[i] += earlier.buckets[i];
		}
		long since = (earlier.since != 0 && (later.since == 0 || earlier.since < later.since)) ? earlier.since
				: later.since;
		return new Amount(later.kind, earlier.count + later.count, earlier.sum + later.sum, later.bounds, buckets,
				since, 0);
	}

	/**
	 * Return this as an amount of another kind, or with other buckets. Count and sum are
	 * the same; what was counted in a bucket is in the first one that holds all of it.
	 * @param kind the kind
	 * @param bounds the buckets' upper bounds
	 * @return the amount, {@code null} if that is not possible
	 */
	public @Nullable Amount as(Kind kind, double[] bounds) {
		if (this.kind == kind && Arrays.equals(this.bounds, bounds)) {
			return this;
		}
		if ((this.kind == Kind.COUNTER) != (kind == Kind.COUNTER)) {
			return null;
		}
		if (kind != Kind.HISTOGRAM) {
			return new Amount(kind, this.count, this.sum, NO_BOUNDS, NO_BUCKETS, this.since, this.idle);
		}
		long[] buckets = new long[bounds.length];
		for (int i = 0; i < this.buckets.length; i++) {
			buckets[bucket(bounds, this.bounds[i])] += this.buckets[i];
		}
		if (this.kind == Kind.SUMMARY) {
			buckets[bounds.length - 1] += this.count;
		}
		return new Amount(kind, this.count, this.sum, bounds, buckets, this.since, this.idle);
	}

	/**
	 * Return this as it is passed on by a generation that has counted nothing of it.
	 * @return the amount
	 */
	Amount passedOn() {
		return new Amount(this.kind, this.count, this.sum, this.bounds, this.buckets, this.since, this.idle + 1);
	}

	private static int bucket(double[] bounds, double bound) {
		int bucket = 0;
		while (bucket < bounds.length - 1 && bounds[bucket] < bound) {
			bucket++;
		}
		return bucket;
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Amount amount && this.kind == amount.kind && this.count == amount.count
				&& Double.compare(this.sum, amount.sum) == 0 && this.since == amount.since && this.idle == amount.idle
				&& Arrays.equals(this.bounds, amount.bounds) && Arrays.equals(this.buckets, amount.buckets);
	}

	@Override
	public int hashCode() {
		return Double.hashCode(this.sum) * 31 + Long.hashCode(this.count);
	}

	@Override
	public String toString() {
		return (this.kind == Kind.COUNTER) ? String.valueOf(this.sum)
				: this.kind + " of " + this.count + ", " + this.sum;
	}

	/**
	 * Kinds of what is counted.
	 */
	public enum Kind {

		/** A number that grows. */
		COUNTER(1),

		/** How often, and how much in all. */
		SUMMARY(2),

		/** How often by size, and how much in all. */
		HISTOGRAM(3);

		private final int number;

		Kind(int number) {
			this.number = number;
		}

		int number() {
			return this.number;
		}

		static Kind of(int number) {
			for (Kind kind : values()) {
				if (kind.number == number) {
					return kind;
				}
			}
			throw new IllegalArgumentException("There is no kind " + number);
		}

	}

}
