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
import java.util.Map;

/**
 * Figures of a run or of a part of it.
 *
 * @param span how long the part is
 * @param requests requests that overlap it; one that overlaps two parts is in the figures
 * of both
 * @param outcomes how often each outcome occurred, those that did not left out
 * @param endings how often each way to end a connection occurred within it, those that
 * did not left out
 * @param answerers requests by who answered them, oldest generation first; those without
 * an answer are with {@link Answerer#UNKNOWN}
 * @param latencies latencies of the properly answered requests of the
 * {@linkplain Timing#PROMPT prompt} patterns
 * @param longestGap longest time that overlaps it in which no client at all received a
 * proper answer
 */
public record LoadFigures(Duration span, long requests, Map<Outcome, Long> outcomes,
		Map<ConnectionEnding, Long> endings, Map<Answerer, Long> answerers, Latencies latencies, Duration longestGap) {

	/**
	 * Return how many requests failed.
	 * @return all but those that are {@link Outcome#OK}
	 */
	public long failed() {
		return this.requests - outcome(Outcome.OK);
	}

	/**
	 * Return how often an outcome occurred.
	 * @param outcome which one
	 * @return number of requests
	 */
	public long outcome(Outcome outcome) {
		return this.outcomes.getOrDefault(outcome, 0L);
	}

	/**
	 * Return how often connections ended in a way.
	 * @param ending which one
	 * @return number of connections
	 */
	public long ending(ConnectionEnding ending) {
		return this.endings.getOrDefault(ending, 0L);
	}

	/**
	 * Return the rate of all requests.
	 * @return requests per second
	 */
	public double requestsPerSecond() {
		return this.span.isZero() ? 0 : this.requests / (this.span.toNanos() / 1e9);
	}

	@Override
	public String toString() {
		return "%d requests in %.1f s (%.0f/s), %d failed %s, connections %s, latency p50 %.2f p99 %.2f max %.1f ms, longest gap %.1f ms"
			.formatted(this.requests, this.span.toNanos() / 1e9, requestsPerSecond(), failed(), this.outcomes,
					this.endings, millis(this.latencies.p50()), millis(this.latencies.p99()),
					millis(this.latencies.max()), millis(this.longestGap));
	}

	private static double millis(Duration duration) {
		return duration.toNanos() / 1e6;
	}

}
