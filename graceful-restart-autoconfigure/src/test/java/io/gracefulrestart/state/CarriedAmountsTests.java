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

package io.gracefulrestart.state;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link CarriedAmounts}.
 * <p>
 * Long, because each way in which a count could be wrong has its test.
 */
@Timeout(60)
class CarriedAmountsTests {

	private static final Series REQUESTS = Series.of("requests");

	private final Counting first = new Counting();

	private final Counting second = new Counting();

	private final Counting third = new Counting();

	@Test
	void whatWasCountedBeforeAndWhileTheSuccessorGetsReadyGoesOn() throws Exception {
		this.first.count(REQUESTS, 10);
		LinkedStates link = link(this.first, this.second).snapshot();
		assertThat(this.second.total()).isEqualTo(10);
		this.first.count(REQUESTS, 5);
		link.give();
		this.second.count(REQUESTS, 100);
		assertThat(this.second.total()).isEqualTo(115);
		this.first.count(REQUESTS, 2);
		link.settle();
		assertThat(this.second.total()).isEqualTo(117);
	}

	@Test
	void overThreeGenerationsNothingIsCountedTwice() throws Exception {
		this.first.count(REQUESTS, 1);
		LinkedStates one = link(this.first, this.second).snapshot().give();
		this.second.count(REQUESTS, 10);
		LinkedStates two = link(this.second, this.third).snapshot();
		// The first one's drain is over only now.
		this.first.count(REQUESTS, 2);
		one.settle();
		one.cut();
		two.give();
		this.third.count(REQUESTS, 100);
		two.settle();
		assertThat(this.third.total()).isEqualTo(113);
	}

	@Test
	void afterARollbackTheSuccessorsPartIsAddedOnce() throws Exception {
		this.first.count(REQUESTS, 1);
		LinkedStates link = link(this.first, this.second).snapshot().give();
		this.second.count(REQUESTS, 10);
		link.settle();
		link.giveBack();
		this.first.count(REQUESTS, 2);
		this.second.count(REQUESTS, 20);
		assertThat(this.first.total()).isEqualTo(13);
		link.settleBack();
		assertThat(this.first.total()).isEqualTo(33);
		link(this.first, this.third).snapshot().give();
		assertThat(this.third.total()).isEqualTo(33);
	}

	@Test
	void sumsAreTheSameToTheLastBit() throws Exception {
		for (int i = 0; i < 1000; i++) {
			this.first.count(REQUESTS, 0.1);
		}
		LinkedStates link = link(this.first, this.second).snapshot();
		for (int i = 0; i < 333; i++) {
			this.first.count(REQUESTS, 0.7);
		}
		double before = this.first.total();
		link.give();
		assertThat(this.second.total()).isEqualTo(before);
		this.second.count(REQUESTS, 0.3);
		double successor = this.second.total();
		link.giveBack();
		assertThat(this.first.total()).isEqualTo(successor);
		link.settleBack();
		link(this.first, this.third).snapshot().give();
		assertThat(this.third.total()).isEqualTo(successor);
	}

	@Test
	void whoDoesNotServeAsksTheOneThatDoes() throws Exception {
		this.first.count(REQUESTS, 1);
		LinkedStates link = link(this.first, this.second).snapshot();
		assertThat(this.first.amounts.ask()).isNull();
		link.give();
		this.second.count(REQUESTS, 10);
		this.first.count(REQUESTS, 100);
		assertThat(this.first.amounts.ask()).containsEntry(REQUESTS, Amount.ofCounter(111, 0));
		assertThat(this.second.amounts.ask()).isNull();
		link.giveBack();
		assertThat(this.first.amounts.ask()).isNull();
		this.second.count(REQUESTS, 1000);
		assertThat(this.second.amounts.ask()).containsEntry(REQUESTS, Amount.ofCounter(1111, 0));
	}

	@Test
	void whatASuccessorHasGivenBackIsNotToldToItAgain() throws Exception {
		this.first.count(REQUESTS, 1);
		LinkedStates link = link(this.first, this.second).snapshot().give();
		this.second.count(REQUESTS, 10);
		link.giveBack();
		// A scrape that was about to ask the other one does so all the same.
		link.settle();
		assertThat(this.second.total()).isEqualTo(11);
		assertThat(this.first.total()).isEqualTo(11);
	}

	@Test
	void whoHasGivenTellsWhatItAnswersBeforeItAnswers() throws Exception {
		LinkedStates link = link(this.first, this.second).snapshot().give();
		this.second.count(REQUESTS, 10);
		link.giveBack();
		this.second.count(REQUESTS, 1);
		// Asked before the other one has heard that this one has given.
		assertThat(link.askSuccessor()).isNotNull();
		assertThat(this.first.total()).isEqualTo(11);
	}

	@Test
	void whenTheOtherOneIsGoneNobodyIsAsked() throws Exception {
		LinkedStates link = link(this.first, this.second).snapshot().give();
		link.cut();
		assertThat(this.first.amounts.ask()).isNull();
	}

	@Test
	void anotherSnapshotAfterAFailureIsAllAgain() throws Exception {
		this.first.count(REQUESTS, 1);
		link(this.first, this.second).snapshot().cut();
		LinkedStates again = link(this.first, this.third).snapshot();
		assertThat(this.third.total()).isEqualTo(1);
		again.give();
		assertThat(this.third.total()).isEqualTo(1);
	}

	@Test
	void whatIsToldWhileTheSuccessorStartsCountsFromTheSnapshotOn() throws Exception {
		for (int i = 0; i < 1000; i++) {
			this.first.count(Series.of("meter " + i), 1);
		}
		this.first.count(REQUESTS, 1);
		LinkedStates link = link(this.first, this.second);
		await().atMost(Duration.ofSeconds(20)).until(() -> link.bytes() > 20_000);
		assertThat(this.second.total()).isZero();
		assertThat(this.second.amounts.isAlone()).isTrue();
		this.first.count(REQUESTS, 1);
		int early = link.bytes();
		link.snapshot();
		assertThat(link.bytes() - early).isLessThan(early / 10);
		assertThat(this.second.total()).isEqualTo(2);
		assertThat(this.second.amounts.total(Map.of())).hasSize(1001);
	}

	@Test
	void whatAPredecessorHasToldThatDiesBeforeDoesNotCount() throws Exception {
		this.first.count(REQUESTS, 1);
		LinkedStates link = link(this.first, this.second);
		await().atMost(Duration.ofSeconds(20)).until(() -> link.bytes() > 10);
		link.cut();
		assertThat(this.second.total()).isZero();
		assertThat(this.second.amounts.isAlone()).isTrue();
	}

	@Test
	void onlyWhatHasChangedIsToldAgain() throws Exception {
		for (int i = 0; i < 1000; i++) {
			this.first.count(Series.of("meter " + i), 1);
		}
		LinkedStates link = link(this.first, this.second).snapshot();
		int all = link.bytes();
		this.first.count(REQUESTS, 1);
		link.give();
		assertThat(link.bytes() - all).isLessThan(all / 100);
	}

	@Test
	void whatIsNotCarriedStaysWhereItIs() throws Exception {
		Series own = Series.of("own");
		this.first.count(own, 1);
		link(this.first, this.second).snapshot().give();
		assertThat(this.second.amounts.total(Map.of())).doesNotContainKey(own);
	}

	@Test
	void whatNobodyCountsAnyMoreIsForgottenAfterTenGenerations() throws Exception {
		Series gone = Series.of("version 1");
		this.first.count(gone, 1);
		this.first.count(REQUESTS, 1);
		Counting before = this.first;
		for (int i = 0; i < 11; i++) {
			Counting next = new Counting();
			next.count(REQUESTS, 1);
			link(before, next).snapshot().give();
			assertThat(next.amounts.total(Map.of())).containsKey(gone);
			before = next;
		}
		Counting last = new Counting();
		link(before, last).snapshot().give();
		assertThat(last.amounts.total(Map.of())).doesNotContainKey(gone).containsKey(REQUESTS);
	}

	@Test
	void whoServesWaitsForWhatWasCountedUpToTheCutover() throws Exception {
		LinkedStates link = link(this.first, this.second).snapshot();
		CountDownLatch caughtUp = new CountDownLatch(1);
		Thread scrape = new Thread(() -> {
			this.second.amounts.awaitCaughtUp();
			caughtUp.countDown();
		});
		scrape.start();
		assertThat(caughtUp.await(50, TimeUnit.MILLISECONDS)).isFalse();
		link.give();
		assertThat(caughtUp.await(10, TimeUnit.SECONDS)).isTrue();
		scrape.join();
	}

	@Test
	void whoServesAgainWaitsForWhatTheSuccessorGivesBack() throws Exception {
		LinkedStates link = link(this.first, this.second).snapshot().give();
		CountDownLatch caughtUp = new CountDownLatch(1);
		Thread scrape = new Thread(() -> {
			this.first.amounts.awaitCaughtUp();
			caughtUp.countDown();
		});
		scrape.start();
		assertThat(caughtUp.await(50, TimeUnit.MILLISECONDS)).isFalse();
		link.giveBack();
		assertThat(caughtUp.await(10, TimeUnit.SECONDS)).isTrue();
		scrape.join();
	}

	@Test
	void nobodyWaitsLongNorTwice() throws Exception {
		link(this.first, this.second).snapshot();
		long before = System.nanoTime();
		this.second.amounts.awaitCaughtUp();
		this.second.amounts.awaitCaughtUp();
		assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before)).isBetween(900L, 1900L);
		this.first.amounts.awaitCaughtUp();
	}

	@Test
	void whenCountingFailsNothingIsToldAndNobodyWaits() throws Exception {
		LinkedStates link = link(this.first, this.second).snapshot();
		this.first.failing = true;
		link.give();
		this.second.amounts.awaitCaughtUp();
		assertThat(this.second.total()).isZero();
	}

	@Test
	void junkIsLeftOut() {
		StateLink link = new LinkedStatesEnd();
		this.second.amounts.hear(link, ByteBuffer.wrap(new byte[] { 1, 99, 1 }));
		assertThat(this.second.total()).isZero();
	}

	private static LinkedStates link(Counting predecessor, Counting successor) {
		return new LinkedStates(predecessor.amounts, successor.amounts);
	}

	/**
	 * A process that counts.
	 */
	private static final class Counting implements AmountSource {

		private final Map<Series, Amount> own = new ConcurrentHashMap<>();

		private final CarriedAmounts amounts = new CarriedAmounts("test", this);

		private boolean failing;

		void count(Series series, double value) {
			this.own.merge(series, Amount.ofCounter(value, 0), Amount::plus);
		}

		double total() {
			return this.amounts.total(REQUESTS, this.own.getOrDefault(REQUESTS, Amount.ofCounter(0, 0))).sum();
		}

		@Override
		public Map<Series, Amount> own() {
			if (this.failing) {
				throw new IllegalStateException("On purpose");
			}
			return Map.copyOf(this.own);
		}

		@Override
		public boolean isCarried(String name) {
			return !name.equals("own");
		}

	}

	/**
	 * An end of a link with nobody at the other one.
	 */
	private static final class LinkedStatesEnd implements StateLink {

		@Override
		public void tell(ByteBuffer message) {
			// Nobody is there.
		}

		@Override
		public ByteBuffer ask(ByteBuffer question, io.gracefulrestart.time.Deadline deadline) {
			throw new IllegalStateException();
		}

		@Override
		public Neighbour neighbour() {
			return Neighbour.PREDECESSOR;
		}

	}

}
