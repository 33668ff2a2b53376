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

package io.gracefulrestart.test.demo;

import java.util.List;
import java.util.Map;

import io.gracefulrestart.test.load.Answerer;
import io.gracefulrestart.test.load.TimeSlice;
import org.jspecify.annotations.Nullable;

/**
 * A short stretch of the run, as the plots want it.
 *
 * @param at its beginning in seconds
 * @param answered requests answered by each generation, in the order of the report
 * @param failed requests that failed
 * @param p50 median latency in milliseconds, {@code null} if there is none
 * @param p99 latency that 99 in 100 requests did not exceed, in milliseconds
 * @param max greatest latency in milliseconds
 * @param connections kept-alive connections at its beginning, by the generation that had
 * answered last, in the same order
 */
record Slice(double at, List<Long> answered, long failed, @Nullable Double p50, @Nullable Double p99,
		@Nullable Double max, List<Long> connections) {

	static Slice of(TimeSlice slice, List<Integer> generations) {
		List<Long> answered = byGeneration(slice.answerers(), generations);
		List<Long> connections = byGeneration(slice.connections(), generations);
		double at = slice.from().toNanos() / 1e9;
		if (slice.latencies().count() == 0) {
			return new Slice(at, answered, slice.failed(), null, null, null, connections);
		}
		return new Slice(at, answered, slice.failed(), Text.millis(slice.latencies().p50()),
				Text.millis(slice.latencies().p99()), Text.millis(slice.latencies().max()), connections);
	}

	private static List<Long> byGeneration(Map<Answerer, Long> counts, List<Integer> generations) {
		return generations.stream().map((generation) -> count(counts, generation)).toList();
	}

	private static long count(Map<Answerer, Long> counts, int generation) {
		return counts.entrySet()
			.stream()
			.filter((entry) -> entry.getKey().generation() == generation)
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}
