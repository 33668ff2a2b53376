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

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What one client has seen: 16 bytes a request, so that a run of ten million requests
 * still fits into an ordinary heap. One thread writes; any thread may take a copy.
 * <p>
 * Layout of a sample, two longs:
 *
 * <pre>
 * long  bits   content
 * 0     0-63   end of the request in nanoseconds since the beginning of the run
 * 1     0-7    ordinal of the outcome
 * 1     8-23   number of the answerer
 * 1     24-63  latency from the intended time of sending, in microseconds
 * </pre>
 */
final class SampleLog {

	static final int WIDTH = 2;

	private static final int CHUNK_LONGS = 4096 * WIDTH;

	private static final Outcome[] OUTCOMES = Outcome.values();

	private volatile List<long[]> chunks = List.of(new long[CHUNK_LONGS]);

	// Written after the sample, read before it: what it covers is complete.
	private volatile int size;

	private volatile int failures;

	/**
	 * Append a sample; only called by the one thread that writes.
	 * @param endNanos end of the request in nanoseconds since the beginning of the run
	 * @param latencyNanos latency in nanoseconds
	 * @param outcome how it ended
	 * @param answerer number of who answered it
	 */
	// The ordinal never leaves this JVM, and nobody else writes to the volatile counters.
	@SuppressWarnings({ "EnumOrdinal", "NonAtomicVolatileUpdate" })
	void add(long endNanos, long latencyNanos, Outcome outcome, int answerer) {
		int index = this.size;
		int offset = index % CHUNK_LONGS;
		if (offset == 0 && index > 0) {
			List<long[]> more = new ArrayList<>(this.chunks);
			more.add(new long[CHUNK_LONGS]);
			this.chunks = more;
		}
		List<long[]> all = this.chunks;
		long[] chunk = all.get(all.size() - 1);
		chunk[offset] = endNanos;
		chunk[offset + 1] = (TimeUnit.NANOSECONDS.toMicros(latencyNanos) << 24) | ((long) answerer << 8)
				| outcome.ordinal();
		if (outcome.isFailure()) {
			this.failures = this.failures + 1;
		}
		this.size = index + WIDTH;
	}

	/**
	 * Return how many requests have ended.
	 * @return number of samples
	 */
	int count() {
		return this.size / WIDTH;
	}

	/**
	 * Return how many requests have failed.
	 * @return number of failures
	 */
	int failures() {
		return this.failures;
	}

	/**
	 * Return the number of who answered last.
	 * @return an answerer's number, 0 if there is none yet
	 */
	int lastAnswerer() {
		int end = this.size;
		if (end == 0) {
			return 0;
		}
		return answerer(this.chunks.get((end - 1) / CHUNK_LONGS)[(end - 1) % CHUNK_LONGS]);
	}

	/**
	 * Copy all samples.
	 * @return {@value #WIDTH} longs a sample, in the order in which the requests ended
	 */
	long[] copy() {
		int end = this.size;
		List<long[]> all = this.chunks;
		long[] copy = new long[end];
		for (int start = 0; start < end; start += CHUNK_LONGS) {
			int length = Math.min(CHUNK_LONGS, end - start);
			System.arraycopy(all.get(start / CHUNK_LONGS), 0, copy, start, length);
		}
		return copy;
	}

	static Outcome outcome(long packed) {
		return OUTCOMES[(int) (packed & 0xff)];
	}

	static int answerer(long packed) {
		return (int) (packed >> 8) & 0xffff;
	}

	static long latencyMicros(long packed) {
		return packed >>> 24;
	}

}
