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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WayBack}.
 */
@Timeout(20)
class WayBackTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final WayBack way = new WayBack(LONG);

	@Test
	void whoComesFirstDecides() {
		AtomicInteger first = new AtomicInteger();
		assertThat(this.way.take("died", first::incrementAndGet)).isTrue();
		assertThat(this.way.close()).isFalse();
		assertThat(this.way.take("died again", first::incrementAndGet)).isFalse();
		assertThat(first).hasValue(1);
		assertThat(this.way.standBy(SuccessorWatch.NONE)).isEqualTo(WayBack.Decision.RETURNS);
		assertThat(this.way.reason()).isEqualTo("died");
	}

	@Test
	void whoIsClosedDoesNotReturn() {
		assertThat(this.way.close()).isTrue();
		assertThat(this.way.take("died", () -> {
		})).isFalse();
		assertThat(this.way.standBy(SuccessorWatch.NONE)).isEqualTo(WayBack.Decision.STAYS_AWAY);
		assertThat(this.way.probationEnds()).isNull();
	}

	@Test
	void standbyEndsAtOnceWhenItIsDecided() {
		CompletableFuture<WayBack.Decision> standby = CompletableFuture
			.supplyAsync(() -> this.way.standBy(SuccessorWatch.NONE));
		assertThat(this.way.probationEnds()).isNotNull();
		this.way.take("died", () -> {
		});
		assertThat(standby).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(WayBack.Decision.RETURNS);
	}

	@Test
	void standbyEndsWithTheProbation() {
		WayBack over = new WayBack(Duration.ofMillis(20));
		assertThat(over.standBy(SuccessorWatch.NONE)).isEqualTo(WayBack.Decision.STAYS_AWAY);
		assertThat(over.take("died", () -> {
		})).isFalse();
	}

	@Test
	void successorThatDiesIsSeenBeforeItsConversationEnds() {
		assertThat(this.way.standBy(watch(true, false))).isEqualTo(WayBack.Decision.RETURNS);
		assertThat(this.way.reason()).isEqualTo("successor died");
	}

	@Test
	void probationOfASuccessorThatIsStoppedGoesOn() {
		AtomicInteger looks = new AtomicInteger();
		WayBack over = new WayBack(Duration.ofMillis(1));
		assertThat(over.standBy(new SuccessorWatch() {

			@Override
			public boolean isDying() {
				return looks.get() > 20;
			}

			@Override
			public boolean isStopped() {
				return looks.incrementAndGet() > 0;
			}

		})).isEqualTo(WayBack.Decision.RETURNS);
	}

	@Test
	void withoutAProbationThereIsNoStandbyButTheWayIsOpenWhileItDrains() {
		WayBack none = new WayBack(Duration.ZERO);
		assertThat(none.probationEnds()).isNull();
		assertThat(none.take("died", () -> {
		})).isTrue();
	}

	@Test
	void whoIsDismissedBeforehandDoesNotStandBy() {
		this.way.dismiss();
		assertThat(this.way.isStandbyWorthwhile()).isFalse();
		assertThat(this.way.standBy(SuccessorWatch.NONE)).isEqualTo(WayBack.Decision.STAYS_AWAY);
	}

	@Test
	void whoIsDismissedWhileItDrainsStillComesBackIfTheSuccessorDiesThen() {
		this.way.dismiss();
		assertThat(this.way.take("died", () -> {
		})).isTrue();
		assertThat(this.way.standBy(SuccessorWatch.NONE)).isEqualTo(WayBack.Decision.RETURNS);
	}

	@Test
	void dismissalEndsAStandby() {
		CompletableFuture<WayBack.Decision> standby = CompletableFuture
			.supplyAsync(() -> this.way.standBy(SuccessorWatch.NONE));
		while (!standby.isDone()) {
			// Before or while it stands by: both end it.
			this.way.dismiss();
			Thread.onSpinWait();
		}
		assertThat(standby).isCompletedWithValue(WayBack.Decision.STAYS_AWAY);
	}

	private static SuccessorWatch watch(boolean dying, boolean stopped) {
		return new SuccessorWatch() {

			@Override
			public boolean isDying() {
				return dying;
			}

			@Override
			public boolean isStopped() {
				return stopped;
			}

		};
	}

}
