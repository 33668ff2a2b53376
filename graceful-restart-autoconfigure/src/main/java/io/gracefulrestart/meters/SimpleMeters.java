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
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.gracefulrestart.state.Amount;
import io.gracefulrestart.state.AmountSource;
import io.gracefulrestart.state.CarriedAmounts;
import io.gracefulrestart.state.Series;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeCounter;
import io.micrometer.core.instrument.cumulative.CumulativeDistributionSummary;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.HistogramGauges;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Micrometer's simple registry with counters, timers and distribution summaries that go
 * on from where those of the predecessor were. A meter that is not used yet is not there.
 */
public final class SimpleMeters extends SimpleMeterRegistry {

	private static final Log logger = LogFactory.getLog(SimpleMeters.class);

	private final SimpleConfig config;

	private final CarriedAmounts carried;

	/**
	 * Create a registry.
	 * @param config its settings; cumulative
	 * @param clock what it measures with
	 * @param state what other processes have counted
	 */
	public SimpleMeters(SimpleConfig config, Clock clock, SimpleMetersState state) {
		super(config, clock);
		this.config = config;
		this.carried = state.carry(this);
	}

	@Override
	protected Counter newCounter(Meter.Id id) {
		return new OwnCounter(id);
	}

	@Override
	protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T obj, ToDoubleFunction<T> countFunction) {
		return new OwnFunctionCounter<>(id, obj, countFunction);
	}

	@Override
	protected Timer newTimer(Meter.Id id, DistributionStatisticConfig statistics, PauseDetector pauseDetector) {
		Timer timer = new OwnTimer(id, merged(statistics), pauseDetector);
		HistogramGauges.registerWithCommonFormat(timer, this);
		return timer;
	}

	@Override
	protected DistributionSummary newDistributionSummary(Meter.Id id, DistributionStatisticConfig statistics,
			double scale) {
		DistributionSummary summary = new OwnSummary(id, merged(statistics), scale);
		HistogramGauges.registerWithCommonFormat(summary, this);
		return summary;
	}

	private DistributionStatisticConfig merged(DistributionStatisticConfig statistics) {
		return statistics.merge(DistributionStatisticConfig.builder().expiry(this.config.step()).build());
	}

	AmountSource source(MeterNames names) {
		return () -> {
			Map<Series, Amount> amounts = new HashMap<>();
			forEachMeter((meter) -> {
				if (meter instanceof Own own && names.isCarried(meter.getId())) {
					put(amounts, meter.getId(), own);
				}
			});
			return amounts;
		};
	}

	// What somebody else counts may fail, or not be a number: no sum would ever be one
	// again.
	private static void put(Map<Series, Amount> amounts, Meter.Id id, Own own) {
		try {
			Amount amount = own.own();
			if (Double.isFinite(amount.sum())) {
				amounts.put(series(id), amount);
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Meter '" + id.getName() + "' does not go on", ex);
		}
	}

	private static Series series(Meter.Id id) {
		List<String> labels = new ArrayList<>();
		id.getTagsAsIterable().forEach((tag) -> {
			labels.add(tag.getKey());
			labels.add(tag.getValue());
		});
		return new Series(id.getName(), labels);
	}

	private Amount total(Meter meter, Amount own) {
		return this.carried.total(series(meter.getId()), own);
	}

	/**
	 * Knows what was counted here.
	 */
	private interface Own {

		Amount own();

	}

	/**
	 * A counter.
	 */
	private final class OwnCounter extends CumulativeCounter implements Own {

		OwnCounter(Id id) {
			super(id);
		}

		@Override
		public Amount own() {
			return Amount.ofCounter(super.count(), 0);
		}

		@Override
		public double count() {
			return total(this, own()).sum();
		}

	}

	/**
	 * A counter that somebody else counts for.
	 *
	 * @param <T> type of that
	 */
	private final class OwnFunctionCounter<T> extends CumulativeFunctionCounter<T> implements Own {

		OwnFunctionCounter(Id id, T obj, ToDoubleFunction<T> count) {
			super(id, obj, count);
		}

		@Override
		public Amount own() {
			return Amount.ofCounter(super.count(), 0);
		}

		@Override
		public double count() {
			return total(this, own()).sum();
		}

	}

	/**
	 * A timer.
	 */
	private final class OwnTimer extends CumulativeTimer implements Own {

		OwnTimer(Id id, DistributionStatisticConfig statistics, PauseDetector pauseDetector) {
			super(id, SimpleMeters.this.clock, statistics, pauseDetector, SimpleMeters.this.getBaseTimeUnit(), false);
		}

		// In nanoseconds, which are whole numbers.
		@Override
		public Amount own() {
			return Amount.ofSummary(super.count(), super.totalTime(TimeUnit.NANOSECONDS), 0);
		}

		@Override
		public long count() {
			return total(this, own()).count();
		}

		@Override
		public double totalTime(TimeUnit unit) {
			return total(this, own()).sum() / unit.toNanos(1);
		}

	}

	/**
	 * A distribution summary.
	 */
	private final class OwnSummary extends CumulativeDistributionSummary implements Own {

		OwnSummary(Id id, DistributionStatisticConfig statistics, double scale) {
			super(id, SimpleMeters.this.clock, statistics, scale, false);
		}

		@Override
		public Amount own() {
			return Amount.ofSummary(super.count(), super.totalAmount(), 0);
		}

		@Override
		public long count() {
			return total(this, own()).count();
		}

		@Override
		public double totalAmount() {
			return total(this, own()).sum();
		}

	}

}
