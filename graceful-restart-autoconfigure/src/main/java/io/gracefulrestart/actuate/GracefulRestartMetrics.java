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
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.connection.StayReason;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffPhase;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.lifecycle.LifecycleFigures;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;

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
 * <td>{@code graceful.restart.streams}</td>
 * <td>those of them that go on until somebody ends them, such as server-sent events</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.connections}, by {@code state}: {@code busy}, {@code idle},
 * {@code http2}, {@code websocket}, {@code upgraded}</td>
 * <td>open connections, each in one state</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.handoffs}, by {@code outcome}, see
 * {@link HandoffOutcome}</td>
 * <td>handoffs in which this process took part</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.connections.handoff}, by {@code connector} and
 * {@code result}: {@code adopted}, {@code moved}, {@code closed}, or why it stays, see
 * {@link StayReason}</td>
 * <td>established connections that came from the predecessor, went to the successor, did
 * not go and were told to leave, were closed in the end</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.handoff.phase}, by {@code phase}, see
 * {@link HandoffPhase}</td>
 * <td>how long the phase took in the chain's last handoff; not a number if it did not
 * occur</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.uptime}</td>
 * <td>how long it is since the first generation started</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.served}</td>
 * <td>requests served by all generations</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.accepted}, {@code graceful.restart.moved}</td>
 * <td>connections accepted by all generations, and moved from one to the next</td>
 * </tr>
 * <tr>
 * <td>{@code graceful.restart.restarts}, by {@code outcome}, see
 * {@link io.gracefulrestart.RestartOutcome}</td>
 * <td>restarts of the chain, when their outcome is certain</td>
 * </tr>
 * </table>
 *
 * @since 0.1.0
 */
public class GracefulRestartMetrics implements MeterBinder, ApplicationListener<ApplicationReadyEvent> {

	private final GracefulRestartLifecycle lifecycle;

	private final LifecycleFigures figures;

	// Meters hold what they measure weakly, so it is held here.
	private final RecentCensus census;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	/**
	 * Create the metrics.
	 * @param lifecycle the lifecycle to measure
	 */
	public GracefulRestartMetrics(GracefulRestartLifecycle lifecycle) {
		this.lifecycle = lifecycle;
		this.figures = lifecycle.figures();
		this.census = new RecentCensus(this.figures::census, System::nanoTime);
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		new StatisticsMetrics(this.lifecycle.statistics()).bindTo(registry);
		this.registries.add(registry);
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
		Gauge.builder("graceful.restart.streams", this.census, (census) -> census.get().streams())
			.description("Requests in progress that go on until somebody ends them")
			.baseUnit("requests")
			.register(registry);
		connections(registry, "busy", Census::busy);
		connections(registry, "idle", Census::idle);
		connections(registry, "http2", Census::http2);
		connections(registry, "websocket", Census::webSockets);
		connections(registry, "upgraded", Census::upgraded);
		for (HandoffOutcome outcome : HandoffOutcome.values()) {
			FunctionCounter.builder("graceful.restart.handoffs", this.figures, (figures) -> figures.handoffs(outcome))
				.description("Handoffs in which this process took part")
				.baseUnit("handoffs")
				.tag("outcome", outcome.name())
				.register(registry);
		}
		for (HandoffPhase phase : HandoffPhase.values()) {
			TimeGauge
				.builder("graceful.restart.handoff.phase", this.figures, TimeUnit.NANOSECONDS,
						(figures) -> nanos(figures, phase))
				.description("Time that the phase took in the last handoff")
				.tag("phase", phase.id())
				.register(registry);
		}
	}

	/**
	 * Bind what is counted by connector: now the connectors are known.
	 */
	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		this.registries.forEach(this::bindConnectors);
	}

	private void bindConnectors(MeterRegistry registry) {
		for (String connector : this.figures.connectors()) {
			moves(registry, connector, "adopted", MoveCounts::adopted);
			moves(registry, connector, MoveCounts.MOVED, MoveCounts::moved);
			moves(registry, connector, MoveCounts.CLOSED, MoveCounts::closed);
			for (StayReason reason : StayReason.values()) {
				moves(registry, connector, reason.id(), (counts) -> counts.staying().getOrDefault(reason, 0));
			}
		}
	}

	private void moves(MeterRegistry registry, String connector, String result, ToDoubleFunction<MoveCounts> count) {
		FunctionCounter
			.builder("graceful.restart.connections.handoff", this.figures,
					(figures) -> count.applyAsDouble(figures.connections(connector)))
			.description("Established connections that took part in a handoff")
			.baseUnit("connections")
			.tag("connector", connector)
			.tag("result", result)
			.register(registry);
	}

	private void connections(MeterRegistry registry, String state, ToDoubleFunction<Census> count) {
		Gauge.builder("graceful.restart.connections", this.census, (census) -> count.applyAsDouble(census.get()))
			.description("Open connections")
			.baseUnit("connections")
			.tag("state", state)
			.register(registry);
	}

	private static double nanos(LifecycleFigures figures, HandoffPhase phase) {
		HandoffRecord last = figures.lastHandoff();
		Duration duration = (last != null) ? last.phases().get(phase.id()) : null;
		return (duration != null) ? duration.toNanos() : Double.NaN;
	}

}
