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

package io.gracefulrestart.meters;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.state.Amount;
import io.gracefulrestart.state.Series;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Prometheus' registry has collected: counters, summaries, and histograms with
 * classic buckets. Whatever else there is has no amount: gauges, and what counts what
 * goes on at the moment.
 */
final class Snapshots {

	private Snapshots() {
	}

	/**
	 * Read amounts.
	 * @param snapshots what was collected
	 * @return the amounts
	 */
	static Map<Series, Amount> amounts(MetricSnapshots snapshots) {
		Map<Series, Amount> amounts = new HashMap<>();
		for (MetricSnapshot snapshot : snapshots) {
			for (DataPointSnapshot point : snapshot.getDataPoints()) {
				Amount amount = isCumulative(snapshot) ? amount(point) : null;
				if (amount != null) {
					amounts.put(series(snapshot, point), amount);
				}
			}
		}
		return amounts;
	}

	/**
	 * Return whether a family counts from its beginning on.
	 * @param snapshot the family
	 * @return whether it does
	 */
	static boolean isCumulative(MetricSnapshot snapshot) {
		return snapshot instanceof CounterSnapshot || snapshot instanceof SummarySnapshot
				|| (snapshot instanceof HistogramSnapshot histogram && !histogram.isGaugeHistogram());
	}

	/**
	 * Return which series a point belongs to.
	 * @param snapshot the family
	 * @param point the point
	 * @return the series
	 */
	static Series series(MetricSnapshot snapshot, DataPointSnapshot point) {
		Labels labels = point.getLabels();
		List<String> texts = new ArrayList<>(2 * labels.size());
		for (int i = 0; i < labels.size(); i++) {
			texts.add(labels.getName(i));
			texts.add(labels.getValue(i));
		}
		return new Series(snapshot.getMetadata().getName(), texts);
	}

	/**
	 * Return the amount of a point.
	 * @param point the point
	 * @return the amount, {@code null} if it has none that could be added to
	 */
	static @Nullable Amount amount(DataPointSnapshot point) {
		long since = point.hasCreatedTimestamp() ? point.getCreatedTimestampMillis() : 0;
		if (point instanceof CounterDataPointSnapshot counter) {
			return Double.isFinite(counter.getValue()) ? Amount.ofCounter(counter.getValue(), since) : null;
		}
		if (point instanceof SummaryDataPointSnapshot summary) {
			// One of the two may be missing.
			return (summary.hasCount() && summary.hasSum() && Double.isFinite(summary.getSum()))
					? Amount.ofSummary(summary.getCount(), summary.getSum(), since) : null;
		}
		return (point instanceof HistogramDataPointSnapshot histogram && histogram.hasSum()
				&& histogram.hasClassicHistogramData() && !histogram.hasNativeHistogramData())
						? histogram(histogram, since) : null;
	}

	private static Amount histogram(HistogramDataPointSnapshot point, long since) {
		ClassicHistogramBuckets classic = point.getClassicBuckets();
		double[] bounds = new double[classic.size()];
		long[] buckets = new long[classic.size()];
		for (int i = 0; i < bounds.length; i++) {
			bounds[i] = classic.getUpperBound(i);
			buckets[i] = classic.getCount(i);
		}
		return Amount.ofHistogram(point.getSum(), bounds, buckets, since);
	}

}
