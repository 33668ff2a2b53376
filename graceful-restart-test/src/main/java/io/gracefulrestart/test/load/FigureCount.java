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
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongPredicate;

import org.HdrHistogram.Histogram;

/**
 * Adds up samples to figures. Used once, by one thread.
 */
final class FigureCount {

	private final List<Answerer> answerers;

	private final Duration span;

	private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);

	private long requests;

	private final long[] answered;

	private final Map<ConnectionEnding, Long> endings = new EnumMap<>(ConnectionEnding.class);

	private final Histogram latencies = Latencies.newHistogram();

	FigureCount(List<Answerer> answerers, Duration span) {
		this.answerers = answerers;
		this.span = span;
		this.answered = new long[answerers.size()];
	}

	FigureCount add(List<ClientSamples> samples, SampleFilter filter) {
		for (ClientSamples client : samples) {
			long[] values = client.values();
			for (int i = 0; i < values.length; i += SampleLog.WIDTH) {
				long latency = SampleLog.latencyMicros(values[i + 1]);
				if (filter.includes(values[i] - TimeUnit.MICROSECONDS.toNanos(latency), values[i])) {
					add(values[i + 1], latency, client.timing());
				}
			}
		}
		return this;
	}

	private void add(long packed, long latency, Timing timing) {
		Outcome outcome = SampleLog.outcome(packed);
		this.requests++;
		this.outcomes.merge(outcome, 1L, Long::sum);
		this.answered[SampleLog.answerer(packed)]++;
		if (outcome == Outcome.OK && timing == Timing.PROMPT) {
			this.latencies.recordValue(latency);
		}
	}

	FigureCount add(List<EndedConnection> ended, LongPredicate filter) {
		for (EndedConnection connection : ended) {
			if (filter.test(connection.atNanos())) {
				this.endings.merge(connection.kind(), 1L, Long::sum);
			}
		}
		return this;
	}

	LoadFigures toFigures(Duration longestGap) {
		Map<Answerer, Long> byAnswerer = new TreeMap<>();
		for (int i = 0; i < this.answered.length; i++) {
			if (this.answered[i] > 0) {
				byAnswerer.put(this.answerers.get(i), this.answered[i]);
			}
		}
		return new LoadFigures(this.span, this.requests, Collections.unmodifiableMap(this.outcomes),
				Collections.unmodifiableMap(this.endings), Collections.unmodifiableMap(byAnswerer),
				Latencies.of(this.latencies), longestGap);
	}

}
