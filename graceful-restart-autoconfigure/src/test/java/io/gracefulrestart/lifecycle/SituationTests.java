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

package io.gracefulrestart.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.RestartKind;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.lifecycle.LifecycleReport.DrainProgress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Situation}: what a person reads in {@code systemctl status}.
 */
class SituationTests {

	private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

	private static final long OWN = ProcessHandle.current().pid();

	@Test
	void startAndService() {
		assertThat(situation(State.STARTING).text(NOW)).isEqualTo("generation 4, starting");
		assertThat(situation(State.SERVING).text(NOW)).isEqualTo("generation 4, serving");
	}

	@Test
	void predecessorThatDrains() {
		Progress progress = new Progress(2, 7, NOW.plusSeconds(8), NOW.plusSeconds(9));
		assertThat(with(new Peer(12, 3, Peer.Phase.DRAINING, progress), null).text(NOW))
			.isEqualTo("generation 4, serving; generation 3 draining, 2 requests, 8 s left");
		assertThat(with(new Peer(12, 3, Peer.Phase.DRAINING, null), null).text(NOW))
			.isEqualTo("generation 4, serving; generation 3 draining");
	}

	@Test
	void predecessorThatStandsBy() {
		Situation situation = new Situation(State.SERVING, 4, new Peer(12, 3, Peer.Phase.STANDBY, null), null,
				NOW.plusMillis(6_600), null, null, null);
		assertThat(situation.text(NOW)).isEqualTo("generation 4, serving; generation 3 standing by, 7 s left");
	}

	@Test
	void successorThatStarts() {
		assertThat(with(null, new Peer(13, 5, Peer.Phase.STARTING, null)).text(NOW))
			.isEqualTo("generation 4, serving; generation 5 (pid 13) starting");
		assertThat(with(null, new Peer(13, 5, Peer.Phase.CUTTING_OVER, null)).text(NOW))
			.isEqualTo("generation 4, serving; generation 5 (pid 13) taking over");
		Situation spawning = restart(State.SERVING, RestartKind.RESTART);
		assertThat(spawning.text(NOW)).isEqualTo("generation 4, serving; generation 5 being started");
		assertThat(spawning.isRestarting()).isTrue();
	}

	@Test
	void rehearsalIsNoRestart() {
		assertThat(restart(State.HANDING_OFF, RestartKind.REHEARSAL).isRestarting()).isFalse();
		assertThat(situation(State.HANDING_OFF).isRestarting()).isTrue();
		assertThat(situation(State.SERVING).isRestarting()).isFalse();
	}

	@Test
	void lastFailureIsTold() {
		assertThat(after(HandoffOutcome.FAILED, OWN).text(NOW))
			.matches("generation 4, serving; restart of [0-9:]{8} failed: successor exited with status 1");
		assertThat(after(HandoffOutcome.ROLLED_BACK, OWN).text(NOW)).contains(" was rolled back: ");
		assertThat(after(HandoffOutcome.SUCCEEDED, OWN).text(NOW)).isEqualTo("generation 4, serving");
		// Its predecessor's.
		assertThat(after(HandoffOutcome.FAILED, 1).text(NOW)).isEqualTo("generation 4, serving");
	}

	@Test
	void drainOfItsOwn() {
		DrainProgress drain = new DrainProgress(NOW.plusSeconds(12), Duration.ofMillis(11_800),
				new Census(1, 1, 0, 1, 0, 0, 0), null);
		Situation situation = new Situation(State.DRAINING, 4, null, null, null, drain, null, null);
		assertThat(situation.text(NOW)).startsWith("generation 4, stopping; 1 request, ").endsWith(", 12 s left");
	}

	private static Situation situation(State state) {
		return new Situation(state, 4, null, null, null, null, null, null);
	}

	private static Situation with(@Nullable Peer predecessor, @Nullable Peer successor) {
		return new Situation((successor != null) ? State.HANDING_OFF : State.SERVING, 4, predecessor, successor, null,
				null, null, null);
	}

	private static Situation restart(State state, RestartKind kind) {
		return new Situation(state, 4, null, null, null, null,
				new RestartAttemptReport(kind, NOW, "successor is being started", null), null);
	}

	private static Situation after(HandoffOutcome outcome, long predecessor) {
		HandoffRecord last = new HandoffRecord(outcome, "successor exited with status 1", predecessor, 4, 99, 5, NOW,
				Map.of(), 0, Map.of());
		return new Situation(State.SERVING, 4, null, null, null, null, null, last);
	}

}
