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
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.state.LinkedStates;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Statistic;
import io.micrometer.core.instrument.simple.SimpleConfig;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SimpleMeters} and {@link SimpleMetersState}.
 */
class SimpleMetersTests {

	private final SimpleMetersState firstState = new SimpleMetersState(new MeterNames(List.of("*")));

	private final SimpleMetersState secondState = new SimpleMetersState(new MeterNames(List.of("*")));

	private final SimpleMeters first = new SimpleMeters(SimpleConfig.DEFAULT, Clock.SYSTEM, this.firstState);

	private final SimpleMeters second = new SimpleMeters(SimpleConfig.DEFAULT, Clock.SYSTEM, this.secondState);

	@Test
	void countersTimersAndSummariesGoOnAndGaugesDoNot() throws Exception {
		for (SimpleMeters registry : List.of(this.first, this.second)) {
			registry.counter("orders", "kind", "a").increment(2);
			registry.timer("work").record(Duration.ofMillis(250));
			registry.summary("sizes").record(7);
			FunctionCounter.builder("cycles", 3, Integer::doubleValue).register(registry);
			registry.gauge("level", 9);
		}
		handOver();
		assertThat(this.second.counter("orders", "kind", "a").count()).isEqualTo(4);
		assertThat(this.second.timer("work").count()).isEqualTo(2);
		assertThat(this.second.timer("work").totalTime(TimeUnit.MILLISECONDS)).isEqualTo(500);
		assertThat(this.second.timer("work").takeSnapshot().count()).isEqualTo(2);
		assertThat(this.second.summary("sizes").totalAmount()).isEqualTo(14);
		assertThat(this.second.get("cycles").functionCounter().count()).isEqualTo(6);
		assertThat(this.second.get("level").gauge().value()).isEqualTo(9);
		assertThat(this.second.get("work").timer().measure())
			.filteredOn((measurement) -> measurement.getStatistic() == Statistic.COUNT)
			.singleElement()
			.satisfies((measurement) -> assertThat(measurement.getValue()).isEqualTo(2));
	}

	@Test
	void meterThatIsUsedLaterGoesOnAsWell() throws Exception {
		this.first.counter("orders").increment(2);
		handOver();
		assertThat(this.second.getMeters()).isEmpty();
		assertThat(this.second.counter("orders").count()).isEqualTo(2);
	}

	@Test
	void whatIsNoNumberOrFailsDoesNotGoOnAlone() throws Exception {
		this.first.counter("orders").increment(2);
		FunctionCounter.builder("missing", 3, (number) -> Double.NaN).register(this.first);
		FunctionCounter.builder("broken", 3, (number) -> {
			throw new IllegalStateException("broken");
		}).register(this.first);
		handOver();
		assertThat(this.second.counter("orders").count()).isEqualTo(2);
		FunctionCounter.builder("missing", 3, Integer::doubleValue).register(this.second);
		FunctionCounter.builder("broken", 3, Integer::doubleValue).register(this.second);
		assertThat(this.second.get("missing").functionCounter().count()).isEqualTo(3);
		assertThat(this.second.get("broken").functionCounter().count()).isEqualTo(3);
	}

	@Test
	void ourOwnAreNotCarried() throws Exception {
		this.first.counter("graceful.restart.served").increment();
		handOver();
		assertThat(this.second.counter("graceful.restart.served").count()).isZero();
	}

	private void handOver() throws Exception {
		new LinkedStates(this.firstState.state(), this.secondState.state()).snapshot().give();
	}

}
