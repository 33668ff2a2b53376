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

package io.gracefulrestart.actuate;

import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.lifecycle.Statistics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics over all generations. They are not carried as meters: the statistics go on.
 */
final class StatisticsMetrics implements MeterBinder {

	private final Statistics statistics;

	StatisticsMetrics(Statistics statistics) {
		this.statistics = statistics;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		TimeGauge
			.builder("graceful.restart.uptime", this.statistics, TimeUnit.MILLISECONDS,
					(statistics) -> statistics.uptime().toMillis())
			.description("Time since the first generation started")
			.register(registry);
		count(registry, "served", "requests", "Requests served by all generations", Statistics::requests);
		count(registry, "accepted", "connections", "Connections accepted by all generations", Statistics::accepted);
		count(registry, "moved", "connections", "Connections moved from one generation to another", Statistics::moved);
		for (RestartOutcome outcome : RestartOutcome.values()) {
			FunctionCounter
				.builder("graceful.restart.restarts", this.statistics, (statistics) -> statistics.restarts(outcome))
				.description("Restarts that have ended, in all generations")
				.baseUnit("restarts")
				.tag("outcome", outcome.name())
				.register(registry);
		}
	}

	private void count(MeterRegistry registry, String name, String unit, String description,
			ToDoubleFunction<Statistics> count) {
		FunctionCounter.builder("graceful.restart." + name, this.statistics, count)
			.description(description)
			.baseUnit(unit)
			.register(registry);
	}

}
