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

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.state.CarriedAmounts;
import io.gracefulrestart.state.LinkedStates;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PrometheusMeters}, with Micrometer on top.
 */
class PrometheusMetersTests {

	private final Generation first = new Generation("*");

	private final Generation second = new Generation("*");

	@Test
	void countersAndTimersGoOnAndGaugesDoNot() throws Exception {
		use(this.first);
		use(this.second);
		handOver();
		assertThat(this.second.lines())
			.contains("orders_total{kind=\"a\"} 4.0", "work_seconds_count 2", "work_seconds_sum 0.5", "sizes_count 2",
					"sizes_sum 14.0", "cycles_total 6.0", "level 9.0")
			.contains("work_seconds_max 0.25");
	}

	private static void use(Generation process) {
		process.registry.counter("orders", "kind", "a").increment(2);
		process.registry.timer("work").record(Duration.ofMillis(250));
		process.registry.summary("sizes").record(7);
		FunctionCounter.builder("cycles", 3, Integer::doubleValue).register(process.registry);
		process.registry.gauge("level", 9);
	}

	@Test
	void histogramsGoOnBucketByBucket() throws Exception {
		for (Generation process : List.of(this.first, this.second)) {
			Timer.builder("work")
				.serviceLevelObjectives(Duration.ofMillis(100), Duration.ofMillis(500))
				.register(process.registry)
				.record(Duration.ofMillis(250));
		}
		handOver();
		assertThat(this.second.lines()).contains("work_seconds_bucket{le=\"0.1\"} 0",
				"work_seconds_bucket{le=\"0.5\"} 2", "work_seconds_bucket{le=\"+Inf\"} 2", "work_seconds_count 2");
	}

	@Test
	void aVersionWithHistogramsFollowsOneWithout() throws Exception {
		this.first.registry.timer("work").record(Duration.ofMillis(250));
		this.first.registry.timer("rest", "a", "b").record(Duration.ofMillis(250));
		Timer.builder("work")
			.serviceLevelObjectives(Duration.ofMillis(100))
			.register(this.second.registry)
			.record(Duration.ofMillis(50));
		Timer.builder("rest")
			.tag("a", "c")
			.serviceLevelObjectives(Duration.ofMillis(100))
			.register(this.second.registry)
			.record(Duration.ofMillis(50));
		handOver();
		assertThat(this.second.lines()).contains("work_seconds_bucket{le=\"0.1\"} 1", "work_seconds_count 2",
				"rest_seconds_count{a=\"b\"} 1", "rest_seconds_count{a=\"c\"} 1");
	}

	@Test
	void whatIsAnotherKindOfMeterNowBeginsAnew() throws Exception {
		this.first.registry.counter("one").increment(7);
		this.second.registry.gauge("one", 3);
		this.first.registry.counter("two").increment(7);
		this.second.registry.summary("two").record(3);
		handOver();
		assertThat(this.second.lines()).contains("one 3.0", "two_count 1", "two_sum 3.0")
			.noneMatch((line) -> line.contains("7.0"));
	}

	@Test
	void seriesThatTheSuccessorHasNotUsedYetAreThere() throws Exception {
		this.first.registry.counter("orders", "kind", "a").increment(2);
		this.first.registry.counter("orders", "kind", "b").increment(3);
		this.first.registry.timer("rare").record(Duration.ofMillis(250));
		this.second.registry.counter("orders", "kind", "b").increment();
		handOver();
		assertThat(this.second.lines()).contains("orders_total{kind=\"a\"} 2.0", "orders_total{kind=\"b\"} 4.0",
				"rare_seconds_count 1", "rare_seconds_sum 0.25");
		assertThat(this.second.meters.registry().scrape((name) -> name.equals("orders"))).singleElement()
			.satisfies((family) -> assertThat(family.getDataPoints()).hasSize(2));
	}

	@Test
	void whatGoesOnAtTheMomentIsNotCarriedNorAreOurOwn() throws Exception {
		LongTaskTimer.builder("work").register(this.first.registry).start();
		this.first.registry.counter("graceful.restart.served").increment();
		handOver();
		assertThat(this.second.lines()).isEmpty();
	}

	@Test
	void onlyMetersThatWereAskedForAreCarried() throws Exception {
		Generation picky = new Generation("orders.*", "work");
		picky.registry.counter("orders.made").increment();
		picky.registry.timer("work").record(Duration.ofMillis(250));
		picky.registry.timer("work.rest").record(Duration.ofMillis(250));
		Counter.builder("bytes").baseUnit("orders").register(picky.registry).increment();
		new LinkedStates(picky.meters.state(), this.second.meters.state()).snapshot().give();
		assertThat(this.second.lines()).anyMatch((line) -> line.startsWith("orders_made_total"))
			.anyMatch((line) -> line.startsWith("work_seconds_count"))
			.noneMatch((line) -> line.startsWith("work_rest") || line.startsWith("bytes"));
	}

	@Test
	void whatTheOneThatServesHasCountedIsShownByTheOtherOne() throws Exception {
		this.first.registry.counter("orders").increment();
		handOver();
		this.second.registry.counter("orders").increment(10);
		this.second.registry.counter("others").increment();
		this.first.registry.counter("orders").increment(100);
		this.first.registry.gauge("level", 9);
		assertThat(this.first.lines()).contains("orders_total 111.0", "others_total 1.0", "level 9.0");
		assertThat(this.second.lines()).contains("orders_total 111.0");
	}

	@Test
	void registryAloneIsPrometheusOwn() {
		this.first.registry.counter("orders").increment();
		PrometheusRegistry registry = this.first.meters.registry();
		assertThat(registry.scrape().stream()).hasSize(1);
		assertThat(registry.scrape((name) -> false).stream()).isEmpty();
	}

	@Test
	void quantilesAreTheSuccessorsOwn() throws Exception {
		for (Generation process : List.of(this.first, this.second)) {
			DistributionSummary.builder("sizes").publishPercentiles(0.5).register(process.registry).record(7);
		}
		handOver();
		assertThat(this.second.lines()).contains("sizes_count 2")
			.anyMatch((line) -> line.startsWith("sizes{quantile=\"0.5\"} 7."));
	}

	private void handOver() throws Exception {
		new LinkedStates(this.first.meters.state(), this.second.meters.state()).snapshot().give();
	}

	/**
	 * A process with meters.
	 */
	private static final class Generation {

		private final PrometheusMeters meters;

		private final PrometheusMeterRegistry registry;

		Generation(String... patterns) {
			this.meters = new PrometheusMeters(new MeterNames(List.of(patterns)), () -> true,
					() -> new CarriedAmounts("others", Map::of));
			this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, this.meters.registry(), Clock.SYSTEM);
			this.meters.learn(this.registry);
		}

		List<String> lines() {
			return this.registry.scrape().lines().filter((line) -> !line.startsWith("#") && !line.isBlank()).toList();
		}

	}

}
