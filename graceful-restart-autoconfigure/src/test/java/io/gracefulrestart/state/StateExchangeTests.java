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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.StateMoment;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.state.StateLink.Neighbour;
import io.gracefulrestart.time.Deadline;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StateExchange}, with both of its ends in this process.
 * <p>
 * Long, because each way in which a participant fails has its test.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class StateExchangeTests {

	private static final StateSettings SETTINGS = new StateSettings(Duration.ofSeconds(10), 1 << 20);

	private static final StateSettings HASTY = new StateSettings(Duration.ofMillis(300), 1 << 20);

	private final FakeLiveState here = new FakeLiveState();

	private final FakeLiveState there = new FakeLiveState();

	private DescriptorCount before;

	private @Nullable StateExchange predecessor;

	private @Nullable StateExchange successor;

	@BeforeEach
	void count() {
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void close() {
		if (this.predecessor != null) {
			this.predecessor.close();
		}
		if (this.successor != null) {
			this.successor.close();
		}
		this.before.assertNoMore();
	}

	private StateExchange connect(StateSettings settings, List<StateParticipant> writers,
			List<StateParticipant> readers) throws IOException {
		ControlConnection.Pair pair = ControlConnection.pair();
		StateExchange one = new StateExchange(pair.first(), Neighbour.SUCCESSOR, () -> writers, List.of(this.here),
				settings);
		this.predecessor = one;
		this.successor = new StateExchange(pair.second(), Neighbour.PREDECESSOR, () -> readers, List.of(this.there),
				settings);
		return one;
	}

	@Test
	void everythingIsReadWhenTheSnapshotReturns() throws IOException {
		FakeParticipant writer = new FakeParticipant("flags", 3);
		writer.toWrite = "x".repeat(500_000).getBytes(StandardCharsets.US_ASCII);
		FakeParticipant reader = new FakeParticipant("flags", 4);
		connect(SETTINGS, List.of(writer), List.of(reader)).snapshot();
		assertThat(reader.read).containsExactly("SNAPSHOT 3 500000");
	}

	@Test
	void deltasFollowTheSnapshotInOrder() throws IOException {
		FakeParticipant writer = new FakeParticipant("flags", 1);
		FakeParticipant reader = new FakeParticipant("flags", 1);
		StateExchange exchange = connect(SETTINGS, List.of(writer), List.of(reader));
		exchange.snapshot();
		exchange.give();
		exchange.settle();
		assertThat(reader.read).containsExactly("SNAPSHOT 1 0", "DELTA 1 0", "DELTA 1 0");
		assertThat(this.here.events).containsExactly("attached SUCCESSOR", "snapshot", "give", "settle");
	}

	@Test
	void participantThatNobodyKnowsIsLeftOutWithAWarning(CapturedOutput output) throws IOException {
		FakeParticipant unknown = new FakeParticipant("unknown", 1);
		unknown.toWrite = new byte[100_000];
		FakeParticipant writer = new FakeParticipant("flags", 1);
		FakeParticipant reader = new FakeParticipant("flags", 1);
		connect(SETTINGS, List.of(unknown, writer), List.of(reader)).snapshot();
		assertThat(reader.read).hasSize(1);
		assertThat(output).contains("WARN").contains("State 'unknown' of the other process is left out");
	}

	@Test
	void participantThatFailsToWriteIsLeftOutAndItsReaderHearsOfIt(CapturedOutput output) throws IOException {
		FakeParticipant writer = new FakeParticipant("flags", 1);
		writer.failure = new IOException("disk on fire");
		FakeParticipant other = new FakeParticipant("cache", 1);
		FakeParticipant reader = new FakeParticipant("flags", 1);
		FakeParticipant otherReader = new FakeParticipant("cache", 1);
		connect(SETTINGS, List.of(writer, other), List.of(reader, otherReader)).snapshot();
		assertThat(reader.read).isEmpty();
		assertThat(otherReader.read).hasSize(1);
		assertThat(output).contains("State 'flags' does not go to the other process: java.io.IOException: disk on fire")
			.contains("State 'flags' (version 1) of the other process is left out")
			.contains("not written it to its end: java.io.IOException: disk on fire");
	}

	@Test
	void participantThatFailsToReadIsLeftOut(CapturedOutput output) throws IOException {
		FakeParticipant writer = new FakeParticipant("flags", 7);
		writer.toWrite = new byte[700_000];
		FakeParticipant other = new FakeParticipant("cache", 1);
		FakeParticipant reader = new FakeParticipant("flags", 1) {
			@Override
			public void read(StateMoment moment, int version, InputStream in) {
				throw new IllegalStateException("version 7 is not known here");
			}
		};
		FakeParticipant otherReader = new FakeParticipant("cache", 1);
		connect(SETTINGS, List.of(writer, other), List.of(reader, otherReader)).snapshot();
		assertThat(otherReader.read).hasSize(1);
		assertThat(output).contains("State 'flags' (version 7) of the other process is left out:"
				+ " java.lang.IllegalStateException: version 7 is not known here");
	}

	@Test
	void participantThatWritesTooMuchIsLeftOut(CapturedOutput output) throws IOException {
		FakeParticipant writer = new FakeParticipant("flags", 1);
		writer.toWrite = new byte[(1 << 20) + 1];
		FakeParticipant reader = new FakeParticipant("flags", 1);
		connect(SETTINGS, List.of(writer), List.of(reader)).snapshot();
		assertThat(reader.read).isEmpty();
		assertThat(output).contains("it is more than 1048576 bytes (graceful-restart.state.max-size)");
	}

	@Test
	void participantThatHangsIsLeftBehind(CapturedOutput output) throws IOException {
		CountDownLatch hanging = new CountDownLatch(1);
		FakeParticipant writer = new FakeParticipant("flags", 1) {
			@Override
			public void write(StateMoment moment, OutputStream out) throws IOException {
				out.write(new byte[100_000]);
				awaitAgainstAllInterrupts(hanging);
				out.write(new byte[100_000]);
			}
		};
		FakeParticipant reader = new FakeParticipant("flags", 1);
		StateExchange exchange = connect(HASTY, List.of(writer), List.of(reader));
		exchange.snapshot();
		assertThat(output).contains("it took too long (graceful-restart.state.timeout)");
		hanging.countDown();
		assertThat(reader.read).isEmpty();
	}

	@Test
	void readerThatHangsDoesNotHoldUpTheOthersForLong(CapturedOutput output) throws IOException {
		CountDownLatch hanging = new CountDownLatch(1);
		FakeParticipant writer = new FakeParticipant("flags", 1);
		writer.toWrite = new byte[900_000];
		FakeParticipant reader = new FakeParticipant("flags", 1) {
			@Override
			public void read(StateMoment moment, int version, InputStream in) {
				awaitAgainstAllInterrupts(hanging);
			}
		};
		StateExchange exchange = connect(HASTY, List.of(writer), List.of(reader));
		exchange.snapshot();
		Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> output.getOut().contains("State 'flags' (version 1) of the other process is left out"));
		exchange.give();
		hanging.countDown();
		assertThat(this.here.events).contains("give");
	}

	private static void awaitAgainstAllInterrupts(CountDownLatch latch) {
		while (latch.getCount() > 0) {
			try {
				latch.await();
			}
			catch (InterruptedException ex) {
				// As a participant might.
			}
		}
	}

	@Test
	void liveStateIsHeardInOrderAndAnswers() throws Exception {
		connect(SETTINGS, List.of(), List.of());
		StateLink link = this.here.links.take();
		for (int i = 0; i < 1000; i++) {
			link.tell(ByteBuffer.allocate(4).putInt(i).flip());
		}
		ByteBuffer answer = link.ask(ByteBuffer.wrap("how many".getBytes(StandardCharsets.US_ASCII)), soon());
		assertThat(answer).isNotNull();
		assertThat(StateFrame.text(answer)).isEqualTo("1000 after how many");
		assertThat(List.copyOf(this.there.heard)).isSorted().hasSize(1000);
		assertThat(link.ask(ByteBuffer.allocate(0), soon())).isNull();
	}

	@Test
	void questionWaitsNoLongerThanItsDeadline() throws Exception {
		connect(SETTINGS, List.of(), List.of());
		this.there.answering = new CountDownLatch(1);
		StateLink link = this.here.links.take();
		assertThat(link.ask(ByteBuffer.wrap(new byte[1]), Deadline.after(Duration.ofMillis(100)))).isNull();
		this.there.answering.countDown();
	}

	@Test
	void endOfTheOtherProcessDetachesAndEndsAllWaiting() throws Exception {
		connect(SETTINGS, List.of(), List.of());
		this.there.answering = new CountDownLatch(1);
		StateLink link = this.here.links.take();
		Thread ending = new Thread(() -> {
			Awaitility.await().until(() -> this.there.asked.get() > 0);
			this.successor.close();
		});
		ending.start();
		assertThat(link.ask(ByteBuffer.wrap(new byte[1]), soon())).isNull();
		ending.join();
		Awaitility.await().until(() -> this.here.events.contains("detached"));
		Awaitility.await().until(() -> this.there.events.contains("detached"));
		this.predecessor.snapshot();
	}

	@Test
	void whatIsTakenBackIsToldToTheLiveState() throws Exception {
		connect(SETTINGS, List.of(), List.of()).reclaim();
		assertThat(this.here.events).containsExactly("attached SUCCESSOR", "reclaim");
	}

	@Test
	void whatIsBequeathedWaitsUntilTheSuccessorHasJoinedAndGoesOnce() throws Exception {
		FakeParticipant writer = new FakeParticipant("flags", 1);
		FakeParticipant reader = new FakeParticipant("flags", 1);
		StateExchange exchange = connect(SETTINGS, List.of(writer), List.of(reader));
		assertThat(exchange.awaitJoined(Deadline.after(Duration.ofMillis(50)))).isFalse();
		assertThat(this.successor.awaitInherited(Deadline.after(Duration.ofMillis(50)))).isFalse();
		this.successor.join();
		assertThat(exchange.awaitJoined(soon())).isTrue();
		exchange.bequeath();
		assertThat(this.successor.awaitInherited(soon())).isTrue();
		exchange.bequeath();
		exchange.settle();
		assertThat(reader.read).containsExactly("SNAPSHOT 1 0", "DELTA 1 0", "DELTA 1 0");
		assertThat(this.here.events).containsExactly("attached SUCCESSOR", "snapshot", "give", "settle");
	}

	@Test
	void drainThatIsOverBeforeAnythingWasGivenGivesItFirst() throws Exception {
		StateExchange exchange = connect(SETTINGS, List.of(), List.of());
		exchange.snapshot();
		exchange.settle();
		assertThat(this.here.events).containsExactly("attached SUCCESSOR", "snapshot", "give", "settle");
	}

	@Test
	void whatWasOfferedAndNotGivenIsBequeathed() throws Exception {
		StateExchange exchange = connect(SETTINGS, List.of(), List.of());
		exchange.snapshot();
		exchange.bequeath();
		assertThat(this.here.events).containsExactly("attached SUCCESSOR", "snapshot", "give");
	}

	@Test
	void nobodyWaitsForOneThatHasGone() throws Exception {
		StateExchange exchange = connect(SETTINGS, List.of(), List.of());
		this.successor.close();
		// Longer than this test may take.
		Deadline late = Deadline.after(Duration.ofMinutes(5));
		assertThat(exchange.awaitJoined(late)).isFalse();
		assertThat(exchange.awaitInherited(late)).isTrue();
	}

	@Test
	void readerThatGoesIsNoFaultOfTheParticipant(CapturedOutput output) throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch gone = new CountDownLatch(1);
		FakeParticipant writer = new FakeParticipant("flags", 1) {
			@Override
			public void write(StateMoment moment, OutputStream out) throws IOException {
				begun.countDown();
				awaitAgainstAllInterrupts(gone);
				out.write(new byte[500_000]);
			}
		};
		StateExchange exchange = connect(SETTINGS, List.of(writer), List.of());
		Thread writing = new Thread(exchange::snapshot);
		writing.start();
		begun.await();
		this.successor.close();
		Awaitility.await().until(() -> this.there.events.contains("detached"));
		gone.countDown();
		writing.join();
		assertThat(output).doesNotContain("does not go to the other process").doesNotContain("does not reach");
	}

	private static Deadline soon() {
		return Deadline.after(Duration.ofSeconds(20));
	}

	private static class FakeParticipant implements StateParticipant {

		private final String name;

		private final int version;

		private final BlockingQueue<String> read = new LinkedBlockingQueue<>();

		private byte[] toWrite = new byte[0];

		private @Nullable IOException failure;

		FakeParticipant(String name, int version) {
			this.name = name;
			this.version = version;
		}

		@Override
		public String name() {
			return this.name;
		}

		@Override
		public int version() {
			return this.version;
		}

		@Override
		public void write(StateMoment moment, OutputStream out) throws IOException {
			out.write(this.toWrite);
			if (this.failure != null) {
				throw this.failure;
			}
		}

		@Override
		public void read(StateMoment moment, int version, InputStream in) throws IOException {
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			in.transferTo(all);
			this.read.add(moment + " " + version + " " + all.size());
		}

	}

	private static final class FakeLiveState implements LiveState {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final BlockingQueue<StateLink> links = new LinkedBlockingQueue<>();

		private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();

		private CountDownLatch answering = new CountDownLatch(0);

		private final AtomicInteger asked = new AtomicInteger();

		@Override
		public String name() {
			return "live";
		}

		@Override
		public void attached(StateLink link) {
			this.events.add("attached " + link.neighbour());
			this.links.add(link);
		}

		@Override
		public void snapshot(StateLink link) {
			this.events.add("snapshot");
		}

		@Override
		public void give(StateLink link) {
			this.events.add("give");
		}

		@Override
		public void settle(StateLink link) {
			this.events.add("settle");
		}

		@Override
		public void reclaim(StateLink link) {
			this.events.add("reclaim");
		}

		@Override
		public void hear(StateLink link, ByteBuffer message) {
			this.heard.add(message.getInt());
		}

		@Override
		public @Nullable ByteBuffer answer(StateLink link, ByteBuffer question) throws InterruptedException {
			this.asked.incrementAndGet();
			this.answering.await(1, TimeUnit.MINUTES);
			String text = this.heard.size() + " after " + StateFrame.text(question);
			return text.endsWith(" ") ? null : ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
		}

		@Override
		public void detached(StateLink link) {
			this.events.add("detached");
		}

	}

}
