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

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Chain}.
 */
class ChainTests {

	private final Chain chain = new Chain();

	@Test
	void firstGenerationHasNoHistory() {
		assertThat(this.chain.generation()).isEqualTo(1);
		assertThat(this.chain.firstStartedAt()).isEqualTo(this.chain.startedAt());
		assertThat(this.chain.last()).isNull();
		assertThat(this.chain.handoffs()).isEmpty();
	}

	@Test
	void followerTakesOverHistoryButNotItsCounts() {
		this.chain.follow(5, Instant.EPOCH, List.of(handoff(4, HandoffOutcome.SUCCEEDED)));
		assertThat(this.chain.generation()).isEqualTo(5);
		assertThat(this.chain.firstStartedAt()).isEqualTo(Instant.EPOCH);
		assertThat(this.chain.startedAt()).isAfter(Instant.EPOCH);
		assertThat(this.chain.handoffs()).extracting(HandoffRecord::successorGeneration).containsExactly(4);
		assertThat(this.chain.count(HandoffOutcome.SUCCEEDED)).isZero();
	}

	@Test
	void lastTenHandoffsAreRememberedAndAllAreCounted() {
		for (int generation = 2; generation <= 13; generation++) {
			this.chain.add(handoff(generation, HandoffOutcome.SUCCEEDED));
		}
		this.chain.add(handoff(14, HandoffOutcome.FAILED));
		assertThat(this.chain.handoffs()).extracting(HandoffRecord::successorGeneration)
			.containsExactly(5, 6, 7, 8, 9, 10, 11, 12, 13, 14);
		assertThat(this.chain.last()).isEqualTo(handoff(14, HandoffOutcome.FAILED));
		assertThat(this.chain.count(HandoffOutcome.SUCCEEDED)).isEqualTo(12);
		assertThat(this.chain.count(HandoffOutcome.FAILED)).isEqualTo(1);
		assertThat(this.chain.count(HandoffOutcome.REFUSED)).isZero();
	}

	private static HandoffRecord handoff(int successor, HandoffOutcome outcome) {
		return new HandoffRecord(outcome, null, 100, successor - 1, 101, successor, Instant.EPOCH, Map.of(), 0,
				Map.of());
	}

}
