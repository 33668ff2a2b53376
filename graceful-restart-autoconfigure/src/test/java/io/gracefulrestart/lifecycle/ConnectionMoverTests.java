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

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.MoveLedger;
import io.gracefulrestart.connection.StayReason;
import io.gracefulrestart.handoff.ConnectionPassage;
import io.gracefulrestart.handoff.MoveResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConnectionMover}: whatever the successor does, each claim is ended
 * exactly once.
 */
class ConnectionMoverTests {

	private static final int BATCH = ConnectionMover.BATCH;

	private final MoveLedger ledger = new MoveLedger();

	private final FakeSource source = new FakeSource(3 * BATCH - 10);

	private final Passage passage = new Passage(this.source);

	@Test
	void allMoveInBatchesOfWhichTheNextIsClaimedWhileOneIsOnTheWay() {
		ConnectionMover mover = begin();
		assertThat(mover.move()).isTrue();
		assertThat(mover.moved()).isEqualTo(3 * BATCH - 10);
		assertThat(this.passage.batches).containsExactly(BATCH, BATCH, BATCH - 10);
		assertThat(this.passage.claimedMeanwhile).containsExactly(BATCH, BATCH - 10, 0);
		assertEnds(3 * BATCH - 10, 0, 0);
	}

	@Test
	void noMoreAreClaimedThanThereIsRoomFor() {
		this.passage.room = BATCH + 5;
		ConnectionMover mover = begin();
		assertThat(mover.move()).isFalse();
		assertThat(this.passage.batches).containsExactly(BATCH, 5);
		assertThat(this.source.idle).hasSize(2 * BATCH - 15);
		assertThat(this.source.ended).isTrue();
		assertEnds(BATCH + 5, 0, 0);
		assertThat(this.ledger.of("http").staying()).containsEntry(StayReason.REFUSED, 2 * BATCH - 15);
	}

	@Test
	void whenSuccessorDoesNotAnswerThenTheNextBatchGoesBackToo() {
		this.passage.answer = (claims) -> {
			claims.forEach(Claim::putBack);
			this.passage.stalled = true;
			return new MoveResult(0, 0, null);
		};
		ConnectionMover mover = begin();
		assertThat(mover.move()).isTrue();
		assertThat(mover.isWaiting()).isTrue();
		assertThat(this.passage.batches).containsExactly(BATCH);
		assertEnds(0, 2 * BATCH, 0);
		this.passage.stalled = false;
		this.passage.answer = this.passage::take;
		assertThat(mover.move()).isTrue();
		assertThat(mover.moved()).isEqualTo(3 * BATCH - 10);
		assertEnds(3 * BATCH - 10, 2 * BATCH, 0);
	}

	@Test
	void whenSuccessorDiesThenTheNextBatchGoesBackTooAndAllAreToldToLeave() {
		this.passage.answer = (claims) -> {
			claims.forEach(Claim::putBack);
			throw new IllegalStateException("gone");
		};
		ConnectionMover mover = begin();
		assertThat(mover.move()).isFalse();
		assertThat(this.source.ended).isTrue();
		assertThat(this.source.idle).hasSize(3 * BATCH - 10);
		assertEnds(0, 2 * BATCH, 0);
		assertThat(this.ledger.of("http").staying()).containsEntry(StayReason.REFUSED, 3 * BATCH - 10);
	}

	@Test
	void whatSuccessorRefusesStaysAndTheRestMoves() {
		this.passage.answer = (claims) -> {
			claims.get(0).refuse();
			claims.subList(1, claims.size()).forEach(Claim::giveUp);
			return new MoveResult(claims.size() - 1, 1, "no descriptor left");
		};
		ConnectionMover mover = begin();
		assertThat(mover.move()).isTrue();
		assertThat(mover.moved()).isEqualTo(3 * BATCH - 13);
		assertEnds(3 * BATCH - 13, 0, 3);
		assertThat(this.ledger.of("http").staying()).containsEntry(StayReason.REFUSED, 3);
	}

	private ConnectionMover begin() {
		ConnectionMover mover = new ConnectionMover(List.of(this.source), this.passage, this.ledger);
		mover.begin(() -> {
		});
		assertThat(this.source.identified).isTrue();
		return mover;
	}

	private void assertEnds(int givenUp, int putBack, int refused) {
		assertThat(this.source.givenUp).isEqualTo(givenUp);
		assertThat(this.source.putBack).isEqualTo(putBack);
		assertThat(this.source.refused).isEqualTo(refused);
		assertThat(this.source.open).as("claims that were not ended").isZero();
	}

	/**
	 * A successor.
	 */
	private static final class Passage implements ConnectionPassage {

		private final List<Integer> batches = new ArrayList<>();

		private final List<Integer> claimedMeanwhile = new ArrayList<>();

		private int room = 1000;

		private boolean stalled;

		private final FakeSource source;

		private Function<List<Claim>, MoveResult> answer = this::take;

		private Passage(FakeSource source) {
			this.source = source;
		}

		@Override
		public Map<String, Integer> rooms() {
			return Map.of("http", this.room);
		}

		@Override
		public MoveResult move(String listener, List<Claim> claims, Runnable meanwhile) throws IOException {
			this.batches.add(claims.size());
			int before = this.source.claimed;
			meanwhile.run();
			this.claimedMeanwhile.add(this.source.claimed - before);
			try {
				return this.answer.apply(claims);
			}
			catch (IllegalStateException ex) {
				throw new IOException(ex);
			}
		}

		private MoveResult take(List<Claim> claims) {
			claims.forEach(Claim::giveUp);
			return new MoveResult(claims.size(), 0, null);
		}

		@Override
		public boolean isStalled() {
			return this.stalled;
		}

	}

}
