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

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffPhase;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Metrics of this process in the chain of restarts, under {@code graceful.restart}.
 *
 * <table>
 * <caption>Metrics</caption>
 * <tr>
 * <td>{@code graceful.restart.generation}</td>
 * <td>position of this process in the chain</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.serving}</td>
 * <td>1 while this process serves, 0 before that and once it has begun to end</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.requests}</td>
 * <td>requests in progress</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.connections}, by {@code state}: {@code busy}, {@code idle},
 * {@code upgraded}</td>
 * <td>open connections, each in one state</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.handoffs}, by {@code outcome}, see
 * {@link HandoffOutcome}</td>
 * <td>handoffs in which this process took part</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.handoff.phase}, by {@code phase}, see
 * {@link HandoffPhase}</td>
 * <td>how long the phase took in the chain's last handoff; not a number if it did not
 * occur</td>
 * </tr>
 * </table>
 *
 * @since 0.1.0
 */
public class GracefulRestartMetrics implements MeterBinder {

	private final GracefulRestartLifecycle lifecycle;

	// Meters hold what they measure weakly, so it is held here.
	private final RecentCensus census;

	/**
	 * Create the metrics.
	 * @param lifecycle the lifecycle to measure
	 */
	public GracefulRestartMetrics(GracefulRestartLifecycle lifecycle) {
		this.lifecycle = lifecycle;
		this.census = new RecentCensus(lifecycle::census, System::nanoTime);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		Gauge.builder("graceful.restart.generation", this.lifecycle, GracefulRestartLifecycle::generation)
			.description("Position of this process in the chain of restarts")
			.register(registry);
		Gauge.builder("graceful.restart.serving", this.lifecycle, (lifecycle) -> lifecycle.isServing() ? 1 : 0)
			.description("Whether this process serves")
			.register(registry);
		Gauge.builder("graceful.restart.requests", this.census, (census) -> census.get().requests())
			.description("Requests in progress")
			.baseUnit("requests")
			.register(registry);
		connections(registry, "busy", Census::busy);
		connections(registry, "idle", Census::idle);
		connections(registry, "upgraded", Census::upgraded);
		for (HandoffOutcome outcome : HandoffOutcome.values()) {
			FunctionCounter
				.builder("graceful.restart.handoffs", this.lifecycle, (lifecycle) -> lifecycle.handoffs(outcome))
				.description("Handoffs in which this process took part")
				.baseUnit("handoffs")
				.tag("outcome", outcome.name())
				.register(registry);
		}
		for (HandoffPhase phase : HandoffPhase.values()) {
			TimeGauge
				.builder("graceful.restart.handoff.phase", this.lifecycle, TimeUnit.NANOSECONDS,
						(lifecycle) -> nanos(lifecycle, phase))
				.description("Time that the phase took in the last handoff")
				.tag("phase", phase.id())
				.register(registry);
		}
	}

	private void connections(MeterRegistry registry, String state, ToDoubleFunction<Census> count) {
		Gauge.builder("graceful.restart.connections", this.census, (census) -> count.applyAsDouble(census.get()))
			.description("Open connections")
			.baseUnit("connections")
			.tag("state", state)
			.register(registry);
	}

	private static double nanos(GracefulRestartLifecycle lifecycle, HandoffPhase phase) {
		HandoffRecord last = lifecycle.lastHandoff();
		Duration duration = (last != null) ? last.phases().get(phase.id()) : null;
		return (duration != null) ? duration.toNanos() : Double.NaN;
	}

}
