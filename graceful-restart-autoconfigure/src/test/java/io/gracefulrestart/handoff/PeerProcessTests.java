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

package io.gracefulrestart.handoff;

import java.time.Duration;

import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PeerProcess}.
 */
class PeerProcessTests {

	@Test
	void livesUntilItIsKilled() throws Exception {
		try (OtherProcess process = OtherProcess.start("sleep", "60")) {
			PeerProcess peer = PeerProcess.of(process.pid());
			assertThat(peer.endsBy(Deadline.after(Duration.ofMillis(50)))).isFalse();
			process.kill();
			assertThat(peer.endsBy(TestSuccessor.soon())).isTrue();
		}
	}

	@Test
	void hasEndedEvenIfItsParentDoesNotAskForItsStatus() throws Exception {
		try (OtherProcess parent = OtherProcess.start("sh", "-c", "sleep 60 & echo pid; exec sleep 60")) {
			parent.expect("pid");
			long pid = ProcessHandle.of(parent.pid()).orElseThrow().children().findFirst().orElseThrow().pid();
			PeerProcess peer = PeerProcess.of(pid);
			assertThat(peer.endsBy(Deadline.after(Duration.ofMillis(50)))).isFalse();
			ProcessHandle.of(pid).orElseThrow().destroyForcibly();
			assertThat(peer.endsBy(TestSuccessor.soon())).isTrue();
			assertThat(ProcessHandle.of(pid)).isPresent();
		}
	}

	@Test
	void hasEndedIfItNeverLived() {
		assertThat(PeerProcess.of(TestPredecessor.DEAD_PID).endsBy(Deadline.after(Duration.ZERO))).isTrue();
	}

	@Test
	void cannotBeSeenIfItSeemsToBeThisOne() {
		assertThat(PeerProcess.of(ProcessHandle.current().pid()).endsBy(Deadline.after(Duration.ZERO))).isTrue();
		assertThat(PeerProcess.of(0).endsBy(Deadline.after(Duration.ZERO))).isTrue();
	}

}
