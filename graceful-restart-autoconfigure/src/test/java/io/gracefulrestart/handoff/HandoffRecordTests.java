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

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandoffRecord}.
 */
class HandoffRecordTests {

	@Test
	void reasonThatAPeerHasMadeLongIsCutSoThatTenOfThemFitIntoTheWelcome() {
		assertThat(refused("x".repeat(60_000)).reason()).hasSize(500).endsWith("x…");
		assertThat(refused("x".repeat(500)).reason()).isEqualTo("x".repeat(500));
		assertThat(refused(null).reason()).isNull();
	}

	@Test
	void tenThatWereCutAreKeptAndNoneAtLength() {
		List<String> cut = Collections.nCopies(50, "GET /" + "x".repeat(8000));
		HandoffRecord handoff = refused(null)
			.withDrain(new DrainCounts(1, 50, 0, Map.of("REQUEST", Map.of("COMPLETED", 1L, "CUT", 50L)), cut));
		assertThat(handoff.cut()).hasSize(10).allMatch((description) -> description.length() == 200);
		assertThat(handoff.fates()).containsOnlyKeys("REQUEST");
		assertThat(handoff.withConnections(Map.of("http", Map.of("moved", 1L))).cut()).hasSize(10);
	}

	private static HandoffRecord refused(String reason) {
		return new HandoffRecord(HandoffOutcome.REFUSED, reason, 1, 1, 2, 2, Instant.EPOCH, Map.of(), 0, Map.of());
	}

}
