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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.RestartResult;
import io.gracefulrestart.actuate.HandoffDescriptor.DepartureDescriptor;
import io.gracefulrestart.actuate.HandoffDescriptor.HandoffDescription;
import io.gracefulrestart.actuate.HandoffDescriptor.ListenerDescriptor;
import io.gracefulrestart.actuate.HandoffDescriptor.Participant;
import io.gracefulrestart.actuate.HandoffDescriptor.PeerDescriptor;
import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.DrainOutcome;
import io.gracefulrestart.drain.Fate;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.lifecycle.DepartureWay;
import io.gracefulrestart.lifecycle.LifecycleReport;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import io.gracefulrestart.lifecycle.LifecycleReport.Work;
import io.gracefulrestart.lifecycle.Peer;
import io.gracefulrestart.lifecycle.PortDeparture;
import io.gracefulrestart.lifecycle.RestartAttemptReport;
import io.gracefulrestart.lifecycle.StatisticsReport;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.supervisor.SupervisorReport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandoffDescriptor}.
 */
class HandoffDescriptorTests {

	private static final Instant STARTED = Instant.parse("2026-11-20T17:08:14.370Z");

	private static final StatisticsReport STATISTICS = new StatisticsReport(STARTED, Duration.ofSeconds(9), 1, 2, 3,
			Map.of(RestartOutcome.SUCCEEDED, 4L));

	private final Listeners listeners = new Listeners(ListenerMode.BIND, InheritedListeners.none());

	@AfterEach
	void close() {
		this.listeners.close();
	}

	@Test
	void everythingOfTheReportIsShown() throws IOException {
		Listener http = this.listeners.obtain(new ListenerRequest("http", new InetSocketAddress("127.0.0.1", 0), 1));
		HandoffRecord failed = new HandoffRecord(HandoffOutcome.FAILED, "successor died", 1, 1, 2, 2, STARTED,
				Map.of("start", Duration.ofSeconds(2)), 4, Map.of("http", Map.of("moved", 7L)));
		SupervisorReport supervisor = new SupervisorReport("shop.service", "/run/notify", true, "Generation 2, serving",
				Duration.ofSeconds(3), List.of("http"));
		HandoffDescriptor descriptor = HandoffDescriptor.of(new LifecycleReport(State.HANDING_OFF, 2, 4711,
				STARTED.plusSeconds(9), STARTED, "/run/shop.sock", null, List.of(http),
				Map.of("http", new PortDeparture.Figures(DepartureWay.STEERED, 8)), peer(Peer.Phase.SERVING, null),
				peer(Peer.Phase.STARTING, null), null,
				new Work(new Census(5, 4, 3, 2), Map.of("http", new Census(3, 2, 1, 1), "grpc", new Census(2, 2, 2, 1)),
						Map.of("http", new MoveCounts(6, 0, Map.of(), 0))),
				null, null, List.of(failed), STATISTICS, supervisor));
		assertThat(descriptor.state()).isEqualTo(State.HANDING_OFF);
		assertThat(descriptor.generation()).isEqualTo(2);
		assertThat(descriptor.pid()).isEqualTo(4711);
		assertThat(descriptor.startedAt()).isEqualTo(STARTED.plusSeconds(9));
		assertThat(descriptor.firstGenerationStartedAt()).isEqualTo(STARTED);
		assertThat(descriptor.nativeSupport().available()).isTrue();
		assertThat(descriptor.nativeSupport().cause()).isNull();
		assertThat(descriptor.controlSocket()).isEqualTo("/run/shop.sock");
		assertThat(descriptor.handoffAbsence()).isNull();
		int port = ((InetSocketAddress) http.address()).getPort();
		assertThat(descriptor.listeners()).containsExactly(new ListenerDescriptor("http", "127.0.0.1:" + port, "BIND",
				http.inode(), 3, 4, 6, new DepartureDescriptor(DepartureWay.STEERED, 8)));
		assertThat(descriptor.predecessor()).isEqualTo(new PeerDescriptor(12, 1, Peer.Phase.SERVING, null));
		assertThat(descriptor.successor()).isEqualTo(new PeerDescriptor(12, 1, Peer.Phase.STARTING, null));
		assertThat(descriptor.requestsInFlight()).isEqualTo(5);
		assertThat(descriptor.openConnections()).isEqualTo(9);
		assertThat(descriptor.idleConnections()).isEqualTo(3);
		assertThat(descriptor.drain()).isNull();
		assertThat(descriptor.statistics()).isEqualTo(STATISTICS);
		assertThat(descriptor.supervisor()).isEqualTo(supervisor);
		assertThat(descriptor.handoffs()).containsExactly(new HandoffDescription(HandoffOutcome.FAILED,
				"successor died", new Participant(1, 1), new Participant(2, 2), STARTED,
				Map.of("start", Duration.ofSeconds(2)), 4, Map.of("http", Map.of("moved", 7L)), Map.of(), List.of()));
	}

	@Test
	void wildcardOfBothFamiliesIsShownShort() throws IOException {
		Listener any = this.listeners.obtain(new ListenerRequest("http", new InetSocketAddress(0), 1));
		int port = ((InetSocketAddress) any.address()).getPort();
		assertThat(ListenerDescriptor.of(any, null, Census.NONE, MoveCounts.NONE).address()).isIn("[::]:" + port,
				"0.0.0.0:" + port);
	}

	@Test
	void drainOfThePredecessorIsShown() {
		PeerDescriptor predecessor = PeerDescriptor
			.of(peer(Peer.Phase.DRAINING, new Progress(2, 7, STARTED.plusSeconds(30), null, 1, 3, 2)));
		assertThat(predecessor).isNotNull();
		assertThat(predecessor.drain())
			.isEqualTo(new HandoffDescriptor.PeerDrain(STARTED.plusSeconds(30), 2, 7, 1, 3, 2));
	}

	@Test
	void ownDrainIsShownWithItsProgressAndThenItsOutcome() {
		DrainProgress running = new DrainProgress(STARTED, Duration.ofSeconds(8), new Census(2, 1, 1, 2, 5, 6, 0),
				null);
		HandoffDescriptor.DrainDescriptor descriptor = HandoffDescriptor.of(report(running)).drain();
		assertThat(descriptor)
			.isEqualTo(new HandoffDescriptor.DrainDescriptor(STARTED, Duration.ofSeconds(8), 2, 14, 1, 5, 6, null));
		List<Unfinished> cut = List.of(
				new Unfinished("http", Kind.REQUEST, "GET /slow", "/slow", "10.0.0.7", Duration.ofSeconds(31)),
				new Unfinished("http", Kind.REQUEST, "GET /sse", null, null, Duration.ofSeconds(30)));
		Map<Kind, Map<Fate, Long>> fates = Map.of(Kind.REQUEST, Map.of(Fate.COMPLETED, 9L, Fate.CUT, 2L),
				Kind.CONNECTION, Map.of(Fate.CLOSED, 4L));
		DrainOutcome outcome = new DrainOutcome(DrainOutcome.Ending.DEADLINE, Duration.ofSeconds(30), fates,
				Map.of("http", 6), cut);
		HandoffDescriptor.DrainDescriptor ended = HandoffDescriptor
			.of(report(new DrainProgress(STARTED, Duration.ZERO, Census.NONE, outcome)))
			.drain();
		assertThat(ended).isNotNull();
		assertThat(ended.outcome()).isEqualTo(new HandoffDescriptor.DrainOutcomeDescriptor(DrainOutcome.Ending.DEADLINE,
				Duration.ofSeconds(30), 9, 0, 4, Map.of(Kind.REQUEST, 2), fates, cut));
	}

	@Test
	void whatASuccessorHasWrittenIsNotShown() {
		RestartResult failed = new RestartResult(RestartKind.RESTART, RestartOutcome.FAILED, "it exited with 1",
				new RestartResult.Participant(1, 1), null, STARTED, Map.of(), 0, 0, null, List.of("password=secret"));
		RestartAttemptReport restart = HandoffDescriptor
			.of(new LifecycleReport(State.SERVING, 1, 4711, STARTED, STARTED, null, "off", List.of(), Map.of(), null,
					null, null, new Work(Census.NONE, Map.of(), Map.of()), null,
					new RestartAttemptReport(RestartKind.RESTART, STARTED, null, failed), List.of(), STATISTICS, null))
			.restart();
		assertThat(restart).isNotNull();
		assertThat(restart.result()).isEqualTo(failed.withoutOutput());
		assertThat(restart.toString()).contains("it exited with 1").doesNotContain("secret");
	}

	private static Peer peer(Peer.Phase phase, @Nullable Progress drain) {
		return new Peer(12, 1, phase, drain);
	}

	private static LifecycleReport report(DrainProgress drain) {
		return new LifecycleReport(State.DRAINING, 1, 4711, STARTED, STARTED, null, "off", List.of(), Map.of(), null,
				null, null, new Work(Census.NONE, Map.of(), Map.of()), drain, null, List.of(), STATISTICS, null);
	}

}
