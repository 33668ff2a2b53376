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

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Tests for the predecessor's end, with successors that do what they should not.
 * <p>
 * Long, because each step of the conversation can end in each way, on one fixture.
 */
@ExtendWith(LeakCheck.class)
class PredecessorTests {

	@TempDir
	private Path directory;

	private Path path;

	private TestPredecessor predecessor;

	@BeforeEach
	void start() throws IOException {
		this.path = this.directory.resolve("demo.sock");
		this.predecessor = new TestPredecessor(this.path);
	}

	@AfterEach
	void stop() {
		this.predecessor.close();
	}

	@Test
	void successorThatDiesBeforeReadyChangesNothing() throws Exception {
		RawPeer successor = RawPeer.sayHello(this.path);
		successor.hear(Welcome.class);
		successor.close();
		this.predecessor.expect("hello",
				"failed DIED: successor (pid " + pid() + ") ended without a word before READY");
		nextHandoffWorks();
	}

	@Test
	void successorThatDiesWithoutReadingWelcomeChangesNothing() throws Exception {
		RawPeer.sayHello(this.path).close();
		this.predecessor.expect("hello", "failed DIED");
		nextHandoffWorks();
	}

	@Test
	void successorThatEndsBeforeReadyChangesNothingAndItsReasonIsKept() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			successor.conversation.bye("startup failed");
		}
		this.predecessor.expect("hello",
				"failed ENDED: successor (pid " + pid() + ") ended before READY: startup failed");
		HandoffRecord handoff = this.predecessor.handoffs.get(0);
		assertThat(handoff.outcome()).isEqualTo(HandoffOutcome.FAILED);
		assertThat(handoff.phases()).isEmpty();
		nextHandoffWorks();
	}

	@Test
	void successorThatIsNotReadyInTimeIsRefusedAndOneThatWakesLateHearsIt() throws Exception {
		this.predecessor.readyTimeout = Duration.ofMillis(200);
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			this.predecessor.expect("hello",
					"failed NOT_READY: successor (pid " + pid() + ") did not say READY within 200 ms");
			assertThat(successor.ready()).isEqualTo(new Refused(RefusalReason.TOO_LATE,
					"successor (pid " + pid() + ") did not say READY within 200 ms"));
		}
		this.predecessor.readyTimeout = Duration.ofSeconds(10);
		nextHandoffWorks();
	}

	@Test
	void whatASuccessorWaitsForIsInTheReasonWhenItsTimeIsOver() throws Exception {
		this.predecessor.readyTimeout = Duration.ofSeconds(1);
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			successor.conversation.notReady("GET /: HTTP/1.1 503", TestSuccessor.soon());
			successor.conversation.notReady("readiness health group: db DOWN", TestSuccessor.soon());
			await().until(() -> "readiness health group: db DOWN".equals(this.predecessor.handoff().obstacle()));
			this.predecessor.expect("hello", "failed NOT_READY: successor (pid " + pid()
					+ ") did not say READY within 1000 ms; it waits for: readiness health group: db DOWN");
			assertThat(successor.conversation.look(TestSuccessor.soon())).isInstanceOf(Refused.class);
		}
		this.predecessor.readyTimeout = Duration.ofSeconds(10);
		nextHandoffWorks();
	}

	@Test
	void successorThatHasWaitedIsReadyInTheEnd() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			successor.conversation.notReady("readiness health group: db DOWN", TestSuccessor.soon());
			assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
			assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
		}
		this.predecessor.expect("hello", "ready", "stop", "serving", "departed");
	}

	@Test
	void successorThatIsNotReadyAfterAllHasBrokenTheProtocol() throws Exception {
		try (RawPeer successor = RawPeer.sayHello(this.path)) {
			successor.hear(Welcome.class);
			successor.say(new Message.Ready());
			successor.hear(Message.Commit.class);
			successor.say(new Message.NotReady("changed its mind"));
			assertThat(successor.hear(Refused.class).reason()).isEqualTo(RefusalReason.PROTOCOL);
		}
		this.predecessor.expect("hello", "ready", "stop", "resume", "failed PROTOCOL");
		nextHandoffWorks();
	}

	@Test
	void olderSuccessorIsSpokenToAsItSpeaks() throws Exception {
		Hello hello = new Hello(new VersionRange(1, 1), "demo", pid(), null, 100, List.of());
		try (RawPeer successor = RawPeer.connect(this.path).say(hello)) {
			successor.hear(Welcome.class);
			successor.conversation.establish(1);
			successor.say(new Message.Ready());
			successor.hear(Message.Commit.class);
			successor.say(new Serving(Map.of(), Set.of())).hear(Progress.class);
		}
		this.predecessor.expect("hello", "ready", "stop", "serving", "departed");
	}

	@Test
	void successorThatSaysSomethingElseThanReadyIsRefused() throws Exception {
		try (RawPeer successor = RawPeer.sayHello(this.path)) {
			successor.hear(Welcome.class);
			successor.say(new Serving(Map.of(), Set.of()));
			assertThat(successor.hear(Refused.class).reason()).isEqualTo(RefusalReason.PROTOCOL);
			successor.hearEndOfFile();
		}
		this.predecessor.expect("hello",
				"failed PROTOCOL: successor (pid " + pid() + ") broke the protocol: SERVING came instead of READY");
		nextHandoffWorks();
	}

	@Test
	void successorThatSendsGarbageInsteadOfReadyIsRefused() throws Exception {
		try (RawPeer successor = RawPeer.sayHello(this.path)) {
			successor.hear(Welcome.class);
			successor.say("garbage, garbage");
			assertThat(successor.hear(Refused.class).reason()).isEqualTo(RefusalReason.PROTOCOL);
		}
		this.predecessor.expect("hello", "failed PROTOCOL");
		nextHandoffWorks();
	}

	@Test
	void successorWithTooLittleRoomIsRefused() throws Exception {
		Hello hello = new Hello(VersionRange.SUPPORTED, "demo", pid(), null, 1, List.of());
		try (RawPeer successor = RawPeer.connect(this.path).say(hello)) {
			assertThat(successor.hear(Refused.class)).isEqualTo(new Refused(RefusalReason.NO_ROOM,
					"successor (pid " + pid() + ") has room for 1 more descriptors, but 2 are to be passed"));
		}
		this.predecessor.expect("hello", "failed NO_ROOM");
		nextHandoffWorks();
	}

	@Test
	void successorThatDiesBetweenReadyAndCommitIsUndone() throws Exception {
		RawPeer successor = RawPeer.sayHello(this.path);
		successor.hear(Welcome.class);
		this.predecessor.whileStopping = successor::close;
		successor.say(new Message.Ready());
		this.predecessor.expect("hello", "ready", "stop", "resume", "failed DIED");
		this.predecessor.whileStopping = () -> {
		};
		nextHandoffWorks();
	}

	@Test
	void successorThatGaveUpBetweenReadyAndCommitIsUndoneAndItsReasonIsKept() throws Exception {
		RawPeer successor = RawPeer.sayHello(this.path);
		successor.hear(Welcome.class);
		this.predecessor.whileStopping = () -> successor.conversation.close(new Message.Bye("no COMMIT in time"));
		successor.say(new Message.Ready());
		this.predecessor.expect("hello", "ready", "stop", "resume", "failed ENDED");
		assertThat(this.predecessor.handoffs.get(0).reason())
			.isEqualTo("successor (pid " + pid() + ") ended before COMMIT: no COMMIT in time");
	}

	@Test
	void successorThatDiesAfterCommitIsUndoneAtOnce() throws Exception {
		RawPeer successor = RawPeer.sayHello(this.path);
		successor.hear(Welcome.class);
		successor.say(new Message.Ready());
		successor.hear(Message.Commit.class);
		this.predecessor.expect("hello", "ready", "stop");
		long start = System.nanoTime();
		successor.close();
		assertThat(this.predecessor.events.poll(10, TimeUnit.SECONDS)).isEqualTo("resume");
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TestPredecessor.TIMEOUTS.serving());
		this.predecessor.expect("failed DIED: successor (pid " + pid() + ") ended without a word before SERVING");
		assertThat(this.predecessor.handoffs.get(0).phases()).containsOnlyKeys("start", "state", "listeners");
		nextHandoffWorks();
	}

	@Test
	void successorThatDoesNotServeInTimeIsUndoneAndOneThatWakesLateHearsIt() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
			this.predecessor.expect("hello", "ready", "stop", "resume",
					"failed NOT_SERVING: successor (pid " + pid() + ") did not say SERVING within 2000 ms");
			assertThat(successor.serving()).isEqualTo(new Refused(RefusalReason.TOO_LATE,
					"successor (pid " + pid() + ") did not say SERVING within 2000 ms"));
		}
		nextHandoffWorks();
	}

	@Test
	void failureToGiveTheStateChangesNothing() throws Exception {
		this.predecessor.whenReady = () -> {
			throw new IllegalStateException("broken");
		};
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(successor.ready()).isInstanceOfSatisfying(Refused.class, (refused) -> {
				assertThat(refused.reason()).isEqualTo(RefusalReason.FAILED);
				assertThat(refused.text()).contains("broken");
			});
		}
		this.predecessor.expect("hello", "ready", "failed FAILED");
	}

	@Test
	void failureToStopIsUndone() throws Exception {
		for (Throwable failure : List.of(new IllegalStateException("broken"), new StackOverflowError())) {
			this.predecessor.whileStopping = () -> throwUnchecked(failure);
			try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
				assertThat(successor.ready())
					.isEqualTo(new Refused(RefusalReason.FAILED, "predecessor failed: " + failure));
			}
			this.predecessor.expect("hello", "ready", "stop", "resume",
					"failed FAILED: predecessor failed: " + failure);
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
		throw (T) failure;
	}

	// The thread that runs the handoff must not cut the refusal off.
	@RepeatedTest(20)
	void handoffCanBeCalledOffBeforeReady() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			Refused refusal = new Refused(RefusalReason.DRAINING, "predecessor was told to stop");
			assertThat(this.predecessor.handoff().callOff(refusal)).isTrue();
			assertThat(this.predecessor.handoff().callOff(refusal)).isFalse();
			assertThat(successor.ready()).isEqualTo(refusal);
		}
		this.predecessor.expect("hello", "failed CALLED_OFF: predecessor was told to stop");
		nextHandoffWorks();
	}

	@Test
	void handoffCannotBeCalledOffOnceTheSuccessorIsReady() throws Exception {
		Refused refusal = new Refused(RefusalReason.DRAINING, "predecessor was told to stop");
		this.predecessor.whileStopping = () -> assertThat(this.predecessor.handoff().callOff(refusal)).isFalse();
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
			assertThat(this.predecessor.handoff().callOff(refusal)).isFalse();
			assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
			assertThat(this.predecessor.handoff().callOff(refusal)).isFalse();
		}
		this.predecessor.expect("hello", "ready", "stop", "serving", "departed DIED");
	}

	@RepeatedTest(20)
	void predecessorThatLeavesBeforeReadyLeavesItsListenersToTheSuccessor() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(this.predecessor.handoff().leave("stopped by the operator")).isTrue();
			assertThat(this.predecessor.handoff().leave("again")).isFalse();
			assertThat(successor.ready()).isInstanceOfSatisfying(PredecessorGone.class, (gone) -> {
				assertThat(gone.departure()).isEqualTo(Departure.ENDED);
				assertThat(gone.reason()).isEqualTo("stopped by the operator");
				assertThat(gone.handoff().reason())
					.endsWith("predecessor (pid 8388608, generation 3) ended: stopped by the operator");
			});
		}
		this.predecessor.expect("hello");
	}

	@Test
	void predecessorThatLeavesWhileItSaysWelcomeStillPassesItsListeners() throws Exception {
		CountDownLatch leaving = new CountDownLatch(1);
		CompletableFuture<Boolean> left = new CompletableFuture<>();
		this.predecessor.decision = () -> {
			PredecessorHandoff handoff = this.predecessor.handoff();
			Thread thread = new Thread(() -> {
				leaving.countDown();
				left.complete(handoff.leave("stopped by the operator"));
			});
			thread.start();
			try {
				leaving.await();
				await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
			return this.predecessor.accept();
		};
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(left.get()).isTrue();
			assertThat(successor.ready()).isInstanceOf(PredecessorGone.class);
		}
		this.predecessor.expect("hello");
	}

	@Test
	void predecessorThatLeavesAfterCommitIsNotToldToAcceptAgain() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
			this.predecessor.handoff().leave("stopped by the operator");
			assertThat(successor.serving()).isInstanceOf(PredecessorGone.class);
		}
		this.predecessor.expect("hello", "ready", "stop");
	}

	@Test
	void successorThatGivesBackIsAnsweredAndItsWorkIsHeardOf() throws Exception {
		BlockingQueue<String> heard = new LinkedBlockingQueue<>();
		this.predecessor.comesBack = true;
		this.predecessor.returns = new DrainListener() {

			@Override
			public void onQuiesced() {
				heard.add("quiesced");
			}

		};
		try (RawPeer successor = serving()) {
			successor.say(new Message.Rollback("sick"));
			this.predecessor.expect("rollback sick");
			HandoffRecord record = this.predecessor.handoff().cameBack("sick");
			assertThat(record.outcome()).isEqualTo(HandoffOutcome.ROLLED_BACK);
			this.predecessor.handoff().servesAgain(Map.of("http", 7));
			assertThat(hearPastProgress(successor)).isEqualTo(new Serving(Map.of("http", 7), Set.of()));
			successor.say(new Message.Quiesced());
			assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("quiesced");
			successor.say(new Message.Bye("rolled back"));
			this.predecessor.expect("returned");
		}
	}

	@Test
	void successorHasToServeOnIfThePredecessorDoesNotComeBack() throws Exception {
		try (RawPeer successor = serving()) {
			successor.say(new Message.Rollback("sick"));
			this.predecessor.expect("rollback sick");
			assertThat(hearPastProgress(successor)).isEqualTo(new Message.Released());
			this.predecessor.handoff().drained(new DrainCounts(1, 0, 0), Map.of());
			assertThat(hearPastProgress(successor)).isInstanceOf(Message.Drained.class);
		}
	}

	@Test
	void rollbackIsOutOfDateIfTheSuccessorHasClosedTheConversationSince() throws Exception {
		this.predecessor.comesBack = true;
		CountDownLatch busy = new CountDownLatch(1);
		this.predecessor.whileServing = () -> {
			try {
				busy.await();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		};
		RawPeer successor = RawPeer.sayHello(this.path);
		successor.hear(Welcome.class);
		successor.say(new Message.Ready());
		successor.hear(Message.Commit.class);
		successor.say(new Serving(Map.of(), Set.of()));
		this.predecessor.expect("hello", "ready", "stop", "serving");
		successor.say(new Message.Rollback("sick"));
		successor.close();
		busy.countDown();
		this.predecessor.expect("departed DIED: null");
	}

	private RawPeer serving() throws Exception {
		RawPeer successor = RawPeer.sayHello(this.path);
		successor.hear(Welcome.class);
		successor.say(new Message.Ready());
		successor.hear(Message.Commit.class);
		successor.say(new Serving(Map.of(), Set.of()));
		this.predecessor.expect("hello", "ready", "stop", "serving");
		return successor;
	}

	private static Message hearPastProgress(RawPeer successor) throws IOException {
		Message message = successor.hear(Message.class);
		while (message instanceof Progress) {
			message = successor.hear(Message.class);
		}
		return message;
	}

	@Test
	void successorThatDiesDuringTheDrainIsNoticedAtOnce() throws Exception {
		try (TestSuccessor successor = cutover()) {
			successor.conversation.close();
			this.predecessor.expect("departed DIED: null");
		}
		assertThat(this.predecessor.handoff().drained(new DrainCounts(1, 0, 0), Map.of()).outcome())
			.isEqualTo(HandoffOutcome.SUCCEEDED);
		this.predecessor.handoff().released();
		this.predecessor.expect();
	}

	@Test
	void successorThatEndsDuringTheDrainIsToldApartFromOneThatDies() throws Exception {
		try (TestSuccessor successor = cutover()) {
			successor.conversation.bye("SIGTERM");
			this.predecessor.expect("departed ENDED: SIGTERM");
		}
	}

	@Test
	void successorThatSendsGarbageDuringTheDrainIsLost() throws Exception {
		RawPeer successor = RawPeer.sayHello(this.path);
		try (successor) {
			successor.hear(Welcome.class);
			successor.say(new Message.Ready());
			successor.hear(Message.Commit.class);
			successor.say(new Serving(Map.of(), Set.of())).hear(Progress.class);
			successor.say(new Message.Ready());
			this.predecessor.expect("hello", "ready", "stop", "serving", "departed LOST: READY came during the drain");
		}
	}

	@Test
	void successorThatDiesAfterTheDrainAndBeforeItIsReleasedIsNoticed() throws Exception {
		try (TestSuccessor successor = cutover()) {
			this.predecessor.handoff().drained(new DrainCounts(1, 0, 0), Map.of());
			successor.conversation.close();
			this.predecessor.expect("departed DIED");
		}
	}

	@Test
	void nothingFollowsOnceTheSuccessorIsReleased() throws Exception {
		try (TestSuccessor successor = cutover()) {
			this.predecessor.handoff().drained(new DrainCounts(1, 0, 0), Map.of());
			this.predecessor.handoff().released();
			successor.conversation.close();
		}
		this.predecessor.server.close();
		this.predecessor.expect();
		assertThat(this.predecessor.handoff().phase()).isEqualTo(PredecessorPhase.ENDED);
	}

	@Test
	void drainThatHasNotBegunCannotEnd() throws Exception {
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(successor.listeners()).hasSize(1);
			assertThatIllegalStateException()
				.isThrownBy(() -> this.predecessor.handoff().drained(new DrainCounts(0, 0, 0), Map.of()));
		}
	}

	private TestSuccessor cutover() throws Exception {
		TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket);
		successor.ready();
		assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
		this.predecessor.expect("hello", "ready", "stop", "serving");
		return successor;
	}

	private void nextHandoffWorks() throws Exception {
		try (TestSuccessor successor = cutover()) {
			this.predecessor.handoff().drained(new DrainCounts(0, 0, 0), Map.of());
			this.predecessor.handoff().released();
			assertThat(successor.awaitDrained(new DrainListener() {
			})).isInstanceOf(DrainResult.Drained.class);
		}
	}

	private static long pid() {
		return ProcessHandle.current().pid();
	}

}
