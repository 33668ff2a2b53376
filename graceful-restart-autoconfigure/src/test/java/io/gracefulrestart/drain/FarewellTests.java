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

package io.gracefulrestart.drain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.gracefulrestart.drain.DrainOutcome.Ending;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Farewell}. The clock moves when a test moves it.
 */
class FarewellTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(3);

	private final AtomicLong clock = new AtomicLong(1);

	private final FakeStreams streams = new FakeStreams();

	private final FakeSessions sessions = new FakeSessions();

	private final List<Runnable> announcements = new ArrayList<>();

	private final Farewell farewell = farewell(this.announcements::add);

	private Farewell farewell(Executor executor) {
		return new Farewell(this.streams, TIMEOUT, new Spread(Duration.ofSeconds(2)), () -> {
		}, executor, this.clock::get);
	}

	@Test
	void fewStreamsAreEndedTogetherWhenTheTimeIsOver() {
		this.streams.open = 5;
		this.farewell.begin();
		proceedAfter(Duration.ofMillis(2999));
		assertThat(this.streams.open).isEqualTo(5);
		proceedAfter(Duration.ofMillis(1));
		assertThat(this.streams.open).isZero();
		assertThat(this.farewell.streamsEnded()).isEqualTo(5);
	}

	@Test
	void manyStreamsAreEndedOneAfterTheOtherUntilTheTimeIsOver() {
		this.streams.open = 100;
		this.farewell.begin();
		proceedAfter(Duration.ofMillis(1999));
		assertThat(this.streams.open).isEqualTo(100);
		proceedAfter(Duration.ofMillis(501));
		assertThat(this.streams.open).isEqualTo(49);
		proceedAfter(Duration.ofMillis(500));
		assertThat(this.streams.open).isZero();
	}

	@Test
	void streamThatOpensLateIsEndedAtOnce() {
		this.farewell.begin();
		proceedAfter(TIMEOUT);
		this.streams.open = 1;
		proceedAfter(Duration.ofMillis(10));
		assertThat(this.streams.open).isZero();
	}

	@Test
	void spreadIsNotLongerThanTheTime() {
		this.streams.open = 1000;
		Farewell shorter = new Farewell(this.streams, Duration.ofSeconds(1), new Spread(Duration.ofSeconds(2)), () -> {
		}, this.announcements::add, this.clock::get);
		shorter.begin();
		shorter.proceed(List.of());
		assertThat(this.streams.open).isEqualTo(999);
		this.clock.addAndGet(Duration.ofMillis(500).toNanos());
		shorter.proceed(List.of());
		assertThat(this.streams.open).isEqualTo(499);
		this.clock.addAndGet(Duration.ofMillis(500).toNanos());
		shorter.proceed(List.of());
		assertThat(this.streams.open).isZero();
	}

	@Test
	void whenTheProcessIsToldToEndThenStreamsEndInTime() {
		this.streams.open = 3;
		this.farewell.begin();
		proceedAfter(Duration.ofMillis(500));
		this.farewell.hasten(Deadline.after(Duration.ofSeconds(1), this.clock::get));
		proceedAfter(Duration.ofMillis(499));
		assertThat(this.streams.open).isEqualTo(3);
		proceedAfter(Duration.ofMillis(1));
		assertThat(this.streams.open).isZero();
	}

	@Test
	void sessionsAreClosedWhenTheApplicationHasHeard() {
		this.sessions.open = 3;
		this.farewell.begin();
		proceedAfter(Duration.ofMillis(10));
		assertThat(this.sessions.told).isZero();
		this.announcements.forEach(Runnable::run);
		proceedAfter(Duration.ofMillis(10));
		assertThat(this.sessions.told).isEqualTo(3);
	}

	@Test
	void sessionsAreClosedAfterTheTimeAlthoughTheApplicationHasMoreToSay() {
		this.sessions.open = 3;
		this.farewell.begin();
		proceedAfter(TIMEOUT);
		assertThat(this.sessions.told).isEqualTo(3);
	}

	@Test
	void listenerThatFailsHoldsNobodyUp() {
		Farewell failing = new Farewell(this.streams, TIMEOUT, Spread.NONE, () -> {
			throw new IllegalStateException("expected");
		}, (announcement) -> {
			try {
				announcement.run();
			}
			catch (IllegalStateException ex) {
				assertThat(ex).hasMessage("expected");
			}
		}, this.clock::get);
		this.sessions.open = 1;
		failing.begin();
		failing.proceed(List.of(this.sessions));
		assertThat(this.sessions.told).isEqualTo(1);
	}

	@Test
	void clientThatDoesNotAnswerHasSomeTimeAndIsCutThen() {
		this.sessions.open = 1;
		Farewell announced = farewell(Runnable::run);
		this.sessions.has(new Census(0, 0, 0, 0, 0, 1, 0)).cuts(Kind.WEB_SOCKET, "session", Duration.ofSeconds(9));
		this.sessions.answers = false;
		this.sessions.onCount = () -> this.clock.addAndGet(Duration.ofMillis(50).toNanos());
		DrainOutcome outcome = new Drain(List.of(this.sessions), Deadline.after(Duration.ofHours(1)),
				() -> Deadline.after(Duration.ZERO), Mover.NONE, announced, Spread.NONE)
			.run((census) -> {
			});
		assertThat(outcome.ending()).isEqualTo(Ending.COMPLETE);
		assertThat(outcome.count(Kind.WEB_SOCKET, Fate.CUT)).isEqualTo(1);
		assertThat(outcome.count(Kind.WEB_SOCKET, Fate.CLOSED)).isZero();
		assertThat(Duration.ofNanos(this.clock.get())).isBetween(TIMEOUT, TIMEOUT.plusSeconds(1));
	}

	private void proceedAfter(Duration duration) {
		this.clock.addAndGet(duration.toNanos());
		this.farewell.proceed(List.of(this.sessions));
	}

	private static final class FakeStreams implements Streams {

		private int open;

		private int ended;

		@Override
		public int count() {
			return this.open;
		}

		@Override
		public int ended() {
			return this.ended;
		}

		@Override
		public int end(int maximum) {
			int more = Math.min(maximum, this.open);
			this.open -= more;
			this.ended += more;
			return more;
		}

	}

	private static final class FakeSessions extends FakeWorkload {

		private int open;

		private int told;

		private boolean answers = true;

		private Runnable onCount = () -> {
		};

		FakeSessions() {
			super("http");
		}

		@Override
		public int webSockets() {
			this.onCount.run();
			return this.open - this.told;
		}

		@Override
		public int closeWebSockets(int maximum) {
			int more = Math.min(maximum, webSockets());
			this.told += more;
			if (this.answers) {
				has(Census.NONE);
			}
			return more;
		}

	}

}
