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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Gate}.
 */
@Timeout(10)
class GateTests {

	private final Gate gate = new Gate();

	private final List<String> moves = Collections.synchronizedList(new ArrayList<>());

	@Test
	void gateStartsClosedAndItsDoorsStayWhereTheyAre() {
		this.gate.add(new RecordingDoor("http"));
		assertThat(this.gate.isOpen()).isFalse();
		assertThat(this.moves).isEmpty();
	}

	@Test
	void doorsMoveInTheOrderInWhichTheyWereAdded() {
		this.gate.add(new RecordingDoor("http"));
		this.gate.add(new RecordingDoor("management"));
		this.gate.open();
		this.gate.close();
		assertThat(this.moves).containsExactly("http opens", "management opens", "http closes", "management closes");
	}

	@Test
	void doorAddedToAnOpenGateIsOpenedAtOnce() {
		this.gate.open();
		this.gate.add(new RecordingDoor("late"));
		assertThat(this.moves).containsExactly("late opens");
	}

	@Test
	void openingTwiceAndClosingTwiceMovesTheDoorsOnce() {
		this.gate.add(new RecordingDoor("http"));
		this.gate.open();
		this.gate.open();
		this.gate.close();
		this.gate.close();
		assertThat(this.moves).containsExactly("http opens", "http closes");
	}

	@Test
	void reopenedGateOpensWhatItCanAndTriesTheRestAgain() {
		this.gate.add(new RecordingDoor("http"));
		AtomicInteger failures = new AtomicInteger();
		this.gate.add(new RecordingDoor("raw") {

			@Override
			public void open() {
				if (failures.getAndDecrement() > 0) {
					throw new IllegalStateException("no descriptor left");
				}
				super.open();
			}

		});
		this.gate.open();
		this.gate.close();
		this.moves.clear();
		failures.set(2);
		assertThat(this.gate.reopen()).singleElement().asString().contains("no descriptor left");
		assertThat(this.gate.isOpen()).isTrue();
		assertThat(this.gate.retry()).hasSize(1);
		assertThat(this.gate.retry()).isEmpty();
		assertThat(this.gate.retry()).isEmpty();
		assertThat(this.moves).containsExactly("http opens", "raw opens");
	}

	@Test
	void doorThatCouldNotBeReopenedStaysShutOnceTheGateIsClosed() {
		AtomicInteger opened = new AtomicInteger();
		this.gate.add(new RecordingDoor("raw") {

			@Override
			public void open() {
				opened.incrementAndGet();
				throw new IllegalStateException("no descriptor left");
			}

		});
		assertThat(this.gate.reopen()).hasSize(1);
		this.gate.close();
		assertThat(this.gate.retry()).isEmpty();
		assertThat(opened).hasValue(1);
	}

	@Test
	void removedDoorIsLeftAlone() {
		Door door = new RecordingDoor("http");
		this.gate.add(door);
		this.gate.open();
		this.gate.remove(door);
		this.gate.close();
		assertThat(this.moves).containsExactly("http opens");
	}

	@Test
	void whenOneDoorFailsToOpenThenAllAreClosedAndTheGateIsToo() {
		this.gate.add(new RecordingDoor("http"));
		this.gate.add(new RecordingDoor("broken").failingToOpen());
		this.gate.add(new RecordingDoor("never asked"));
		assertThatIllegalStateException().isThrownBy(this.gate::open).withMessage("broken");
		assertThat(this.gate.isOpen()).isFalse();
		assertThat(this.moves).containsExactly("http opens", "http closes", "broken closes", "never asked closes");
	}

	@Test
	void doorThatFailsWhenItIsAddedToAnOpenGateIsNotAdded() {
		this.gate.open();
		assertThatIllegalStateException().isThrownBy(() -> this.gate.add(new RecordingDoor("broken").failingToOpen()));
		this.gate.close();
		assertThat(this.moves).isEmpty();
	}

	@Test
	void whenOneDoorFailsToCloseThenTheOthersCloseAllTheSame() {
		this.gate.add(new RecordingDoor("first").failingToClose());
		this.gate.add(new RecordingDoor("second").failingToClose());
		this.gate.add(new RecordingDoor("third"));
		this.gate.open();
		assertThatIllegalStateException().isThrownBy(this.gate::close)
			.withMessage("first")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).hasSize(1));
		assertThat(this.gate.isOpen()).isFalse();
		assertThat(this.moves).endsWith("third closes");
	}

	@Test
	void whileADoorStillClosesNobodyIsToldThatTheGateIsClosed() throws InterruptedException {
		CountDownLatch accepted = new CountDownLatch(1);
		RecordingDoor door = new RecordingDoor("http").closingAfter(accepted);
		this.gate.add(door);
		this.gate.open();
		Thread closer = new Thread(this.gate::close);
		closer.start();
		Awaitility.await().until(() -> closer.getState() == Thread.State.WAITING);
		Thread asker = new Thread(() -> this.moves.add("gate is open: " + this.gate.isOpen()));
		asker.start();
		Awaitility.await().until(() -> asker.getState() == Thread.State.BLOCKED);
		accepted.countDown();
		closer.join();
		asker.join();
		assertThat(this.moves).containsExactly("http opens", "http closes", "gate is open: false");
	}

	@Test
	void someDoorsCanBeReopenedWithoutTheOthers() {
		this.gate.add(new RecordingDoor("http"));
		this.gate.add(new RecordingDoor("management"));
		assertThat(this.gate.reopen((door) -> door.name().equals("http"))).isEmpty();
		assertThat(this.moves).containsExactly("http opens");
	}

	private class RecordingDoor implements Door {

		private final String name;

		private boolean failingToOpen;

		private boolean failingToClose;

		private @Nullable CountDownLatch closing;

		RecordingDoor(String name) {
			this.name = name;
		}

		@Override
		public String name() {
			return this.name;
		}

		RecordingDoor failingToOpen() {
			this.failingToOpen = true;
			return this;
		}

		RecordingDoor failingToClose() {
			this.failingToClose = true;
			return this;
		}

		RecordingDoor closingAfter(CountDownLatch closing) {
			this.closing = closing;
			return this;
		}

		@Override
		public void open() {
			if (this.failingToOpen) {
				throw new IllegalStateException(this.name);
			}
			GateTests.this.moves.add(this.name + " opens");
		}

		@Override
		public void close() {
			if (this.failingToClose) {
				throw new IllegalStateException(this.name);
			}
			if (this.closing != null) {
				try {
					this.closing.await();
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			}
			GateTests.this.moves.add(this.name + " closes");
		}

	}

}
