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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sorts samples and connections into slices of time. Used once, by one thread.
 */
final class Timeline {

	private final List<Answerer> answerers;

	private final long widthNanos;

	private final Slice[] slices;

	Timeline(List<Answerer> answerers, Duration width, Duration length) {
		this.answerers = answerers;
		this.widthNanos = width.toNanos();
		this.slices = new Slice[(int) (length.toNanos() / this.widthNanos) + 1];
		for (int i = 0; i < this.slices.length; i++) {
			this.slices[i] = new Slice();
		}
	}

	List<TimeSlice> of(List<ClientSamples> samples, List<KeptConnection> connections) {
		for (ClientSamples client : samples) {
			long[] values = client.values();
			for (int i = 0; i < values.length; i += SampleLog.WIDTH) {
				long slice = values[i] / this.widthNanos;
				// Stragglers that ended after the stop are not on the axis.
				if (slice < this.slices.length) {
					add(this.slices[(int) slice], values[i + 1], client.timing());
				}
			}
		}
		List<TimeSlice> timeline = new ArrayList<>();
		for (int i = 0; i < this.slices.length; i++) {
			long from = i * this.widthNanos;
			timeline.add(this.slices[i].toTimeSlice(Duration.ofNanos(from), openAt(from, connections)));
		}
		return timeline;
	}

	private void add(Slice slice, long packed, Timing timing) {
		if (SampleLog.outcome(packed).isFailure()) {
			slice.failed++;
			return;
		}
		slice.answered.merge(this.answerers.get(SampleLog.answerer(packed)), 1L, Long::sum);
		if (timing == Timing.PROMPT) {
			slice.latencies().recordValue(SampleLog.latencyMicros(packed));
		}
	}

	private Map<Answerer, Long> openAt(long nanos, List<KeptConnection> connections) {
		Map<Answerer, Long> open = new TreeMap<>();
		for (KeptConnection connection : connections) {
			if (connection.isOpenAt(nanos)) {
				open.merge(this.answerers.get(connection.answererAt(nanos)), 1L, Long::sum);
			}
		}
		return Collections.unmodifiableMap(open);
	}

	private static final class Slice {

		private final Map<Answerer, Long> answered = new TreeMap<>();

		private long failed;

		private @Nullable Histogram latencies;

		private Histogram latencies() {
			if (this.latencies == null) {
				this.latencies = new Histogram(2);
			}
			return this.latencies;
		}

		private TimeSlice toTimeSlice(Duration from, Map<Answerer, Long> connections) {
			return new TimeSlice(from, Collections.unmodifiableMap(this.answered), this.failed,
					Latencies.of(latencies()), connections);
		}

	}

}
