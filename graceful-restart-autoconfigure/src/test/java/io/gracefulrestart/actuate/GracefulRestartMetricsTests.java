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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.connection.StayReason;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import io.gracefulrestart.lifecycle.LifecycleFigures;
import io.gracefulrestart.lifecycle.Statistics;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;

import org.springframework.boot.context.event.ApplicationReadyEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

/**
 * Tests for {@link GracefulRestartMetrics}.
 */
class GracefulRestartMetricsTests {

	private final GracefulRestartLifecycle lifecycle = mock(GracefulRestartLifecycle.class);

	private final LifecycleFigures figures = mock(LifecycleFigures.class);

	private final Statistics statistics = mock(Statistics.class);

	private final MeterRegistry registry = new SimpleMeterRegistry();

	// Held, as the application context does.
	private final GracefulRestartMetrics metrics = metrics();

	private GracefulRestartMetrics metrics() {
		given(this.lifecycle.figures()).willReturn(this.figures);
		given(this.lifecycle.statistics()).willReturn(this.statistics);
		return new GracefulRestartMetrics(this.lifecycle);
	}

	@BeforeEach
	void bind() {
		given(this.lifecycle.generation()).willReturn(3);
		given(this.lifecycle.isServing()).willReturn(true);
		given(this.figures.census()).willReturn(new Census(7, 4, 2, 1));
		given(this.figures.handoffs(HandoffOutcome.SUCCEEDED)).willReturn(5);
		given(this.figures.connectors()).willReturn(List.of("http"));
		given(this.figures.connections("http"))
			.willReturn(new MoveCounts(11, 12, Map.of(StayReason.HTTP2, 13, StayReason.REFUSED, 14), 15));
		given(this.statistics.uptime()).willReturn(Duration.ofSeconds(21));
		given(this.statistics.requests()).willReturn(22L);
		given(this.statistics.accepted()).willReturn(23L);
		given(this.statistics.moved()).willReturn(24L);
		given(this.statistics.restarts(RestartOutcome.ROLLED_BACK)).willReturn(25L);
		this.metrics.bindTo(this.registry);
		this.metrics.onApplicationEvent(mock(ApplicationReadyEvent.class));
	}

	@ParameterizedTest
	@CsvSource({ "adopted, 11", "moved, 12", "http2, 13", "refused, 14", "closed, 15", "tls, 0", "upgraded, 0" })
	void connectionsOfAHandoffAreCountedByConnectorAndResult(String result, double count) {
		assertThat(this.registry.get("graceful.restart.connections.handoff")
			.tag("connector", "http")
			.tag("result", result)
			.functionCounter()
			.count()).isEqualTo(count);
	}

	@ParameterizedTest
	@CsvSource({ "generation, 3", "serving, 1", "requests, 7" })
	void gaugeShowsTheLifecycle(String name, double value) {
		assertThat(this.registry.get("graceful.restart." + name).gauge().value()).isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "busy, 4", "idle, 2", "upgraded, 1" })
	void connectionsAreCountedByState(String state, double value) {
		assertThat(this.registry.get("graceful.restart.connections").tag("state", state).gauge().value())
			.isEqualTo(value);
	}

	@ParameterizedTest
	@CsvSource({ "SUCCEEDED, 5", "FAILED, 0", "REFUSED, 0", "ROLLED_BACK, 0" })
	void handoffsAreCountedByOutcome(String outcome, double count) {
		assertThat(this.registry.get("graceful.restart.handoffs").tag("outcome", outcome).functionCounter().count())
			.isEqualTo(count);
	}

	@ParameterizedTest
	@CsvSource({ "served, 22", "accepted, 23", "moved, 24" })
	void statisticsAreCounted(String name, double count) {
		assertThat(this.registry.get("graceful.restart." + name).functionCounter().count()).isEqualTo(count);
	}

	@ParameterizedTest
	@CsvSource({ "SUCCEEDED, 0", "ROLLED_BACK, 25" })
	void restartsAreCountedByOutcome(String outcome, double count) {
		assertThat(this.registry.get("graceful.restart.restarts").tag("outcome", outcome).functionCounter().count())
			.isEqualTo(count);
	}

	@Test
	void uptimeIsThatOfTheChain() {
		assertThat(this.registry.get("graceful.restart.uptime").timeGauge().value(TimeUnit.SECONDS)).isEqualTo(21);
	}

	@Test
	void phasesOfTheLastHandoffAreTimed() {
		given(this.figures.lastHandoff())
			.willReturn(new HandoffRecord(HandoffOutcome.FAILED, "ended", 1, 1, 2, 2, Instant.EPOCH,
					Map.of("start", Duration.ofMillis(1500), "listeners", Duration.ofNanos(2000)), 0, Map.of()));
		assertThat(phase("start")).isEqualTo(1.5);
		assertThat(phase("listeners")).isEqualTo(0.000002);
		assertThat(phase("cutover")).isNaN();
		assertThat(phase("drain")).isNaN();
	}

	@Test
	void phasesAreNoNumbersBeforeTheFirstHandoff() {
		assertThat(phase("start")).isNaN();
	}

	@Test
	void oneScrapeTakesOneCensus() {
		this.registry.getMeters().forEach((meter) -> meter.measure().forEach((measurement) -> measurement.getValue()));
		Mockito.verify(this.figures, times(1)).census();
	}

	@Test
	void everyMeterIsDescribed() {
		assertThat(this.registry.getMeters()).extracting(Meter::getId).allSatisfy((id) -> {
			assertThat(id.getName()).startsWith("graceful.restart.");
			assertThat(id.getDescription()).isNotBlank();
		});
	}

	@ParameterizedTest
	@CsvSource({ "requests, requests", "connections, connections", "handoffs, handoffs", "handoff.phase, seconds" })
	void unitIsTold(String name, String unit) {
		assertThat(this.registry.get("graceful.restart." + name).meter().getId().getBaseUnit()).isEqualTo(unit);
	}

	private double phase(String phase) {
		return this.registry.get("graceful.restart.handoff.phase")
			.tag("phase", phase)
			.timeGauge()
			.value(TimeUnit.SECONDS);
	}

}
