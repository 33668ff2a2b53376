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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.gracefulrestart.state.Amount;
import io.gracefulrestart.state.Series;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Puts amounts in the place of those that Prometheus' registry has collected, and adds
 * the series that it has not. What is collected decides how each looks.
 */
final class Rendering {

	private final Map<Series, Amount> amounts;

	private final Map<String, List<Series>> byName = new HashMap<>();

	/**
	 * Create a rendering.
	 * @param amounts what is to be shown
	 */
	Rendering(Map<Series, Amount> amounts) {
		this.amounts = amounts;
		amounts.keySet()
			.forEach((series) -> this.byName.computeIfAbsent(series.name(), (name) -> new ArrayList<>()).add(series));
	}

	/**
	 * Show the amounts.
	 * @param collected what was collected
	 * @param included whether a name was asked for that nothing was collected of
	 * @return both together
	 */
	MetricSnapshots of(MetricSnapshots collected, Predicate<String> included) {
		List<MetricSnapshot> rendered = new ArrayList<>();
		Set<String> names = new HashSet<>();
		for (MetricSnapshot snapshot : collected) {
			// Of a name there may be several, with labels of different names.
			boolean first = names.add(snapshot.getMetadata().getName());
			rendered.add(Snapshots.isCumulative(snapshot) ? render(snapshot, first) : snapshot);
		}
		this.byName.forEach((name, series) -> {
			if (!names.contains(name) && included.test(name)) {
				Amount.Kind kind = amount(series.get(0)).kind();
				rendered.add(family(new MetricMetadata(name), kind, missing(series, kind, List.of())));
			}
		});
		return new MetricSnapshots(rendered);
	}

	private MetricSnapshot render(MetricSnapshot snapshot, boolean first) {
		Amount.Kind kind = kind(snapshot);
		List<DataPointSnapshot> points = new ArrayList<>();
		Set<Series> there = new HashSet<>();
		for (DataPointSnapshot point : snapshot.getDataPoints()) {
			Series series = Snapshots.series(snapshot, point);
			there.add(series);
			points.add(render(point, Snapshots.amount(point), this.amounts.get(series)));
		}
		if (first) {
			points.addAll(missing(this.byName.getOrDefault(snapshot.getMetadata().getName(), List.of()), kind, there));
		}
		return family(snapshot.getMetadata(), kind, points);
	}

	private DataPointSnapshot render(DataPointSnapshot point, @Nullable Amount own, @Nullable Amount total) {
		Amount fitting = (own != null && total != null) ? total.as(own.kind(), own.bounds()) : null;
		return (fitting != null) ? point(fitting, point.getLabels(), point) : point;
	}

	private List<DataPointSnapshot> missing(List<Series> all, Amount.Kind kind, Collection<Series> there) {
		List<DataPointSnapshot> points = new ArrayList<>();
		for (Series series : all) {
			Amount amount = there.contains(series) ? null : fitting(amount(series), kind);
			if (amount != null) {
				points.add(point(amount, labels(series), null));
			}
		}
		return points;
	}

	private static @Nullable Amount fitting(Amount amount, Amount.Kind kind) {
		return (amount.kind() == kind) ? amount : amount.as(kind,
				(kind == Amount.Kind.HISTOGRAM) ? new double[] { Double.POSITIVE_INFINITY } : new double[0]);
	}

	private Amount amount(Series series) {
		Amount amount = this.amounts.get(series);
		if (amount == null) {
			throw new IllegalStateException("No amount of " + series);
		}
		return amount;
	}

	private static Amount.Kind kind(MetricSnapshot snapshot) {
		if (snapshot instanceof CounterSnapshot) {
			return Amount.Kind.COUNTER;
		}
		return (snapshot instanceof SummarySnapshot) ? Amount.Kind.SUMMARY : Amount.Kind.HISTOGRAM;
	}

	private static Labels labels(Series series) {
		return Labels.of(series.labels().toArray(String[]::new));
	}

	private static DataPointSnapshot point(Amount amount, Labels labels, @Nullable DataPointSnapshot own) {
		return switch (amount.kind()) {
			case COUNTER -> new CounterDataPointSnapshot(amount.sum(), labels,
					(own instanceof CounterDataPointSnapshot counter) ? counter.getExemplar() : null, amount.since());
			case SUMMARY -> (own instanceof SummaryDataPointSnapshot summary)
					? new SummaryDataPointSnapshot(amount.count(), amount.sum(), summary.getQuantiles(), labels,
							summary.getExemplars(), amount.since())
					: new SummaryDataPointSnapshot(amount.count(), amount.sum(), Quantiles.EMPTY, labels,
							Exemplars.EMPTY, amount.since());
			case HISTOGRAM -> new HistogramDataPointSnapshot(
					ClassicHistogramBuckets.of(amount.bounds(), amount.buckets()), amount.sum(), labels,
					(own instanceof HistogramDataPointSnapshot histogram) ? histogram.getExemplars() : Exemplars.EMPTY,
					amount.since());
		};
	}

	private static MetricSnapshot family(MetricMetadata metadata, Amount.Kind kind, List<DataPointSnapshot> points) {
		return switch (kind) {
			case COUNTER -> new CounterSnapshot(metadata, cast(points, CounterDataPointSnapshot.class));
			case SUMMARY -> new SummarySnapshot(metadata, cast(points, SummaryDataPointSnapshot.class));
			case HISTOGRAM -> new HistogramSnapshot(metadata, cast(points, HistogramDataPointSnapshot.class));
		};
	}

	private static <T> List<T> cast(List<DataPointSnapshot> points, Class<T> type) {
		return points.stream().map(type::cast).toList();
	}

}
