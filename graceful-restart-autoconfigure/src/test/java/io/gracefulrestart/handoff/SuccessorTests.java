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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.fd.SocketFamily;
import io.gracefulrestart.fd.StandardStreams;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link SuccessorConversation}, with predecessors that die, freeze or lie at
 * each step.
 * <p>
 * Long, because each step of the conversation can end in each way, on one fixture.
 */
@ExtendWith(LeakCheck.class)
class SuccessorTests {

	private static final Progress PROGRESS = new Progress(1, 2, Instant.EPOCH, null);

	@TempDir
	private Path directory;

	private ControlSocket socket;

	private ControlListener controlListener;

	private Descriptor listener;

	private volatile PeerProcess process = (deadline) -> true;

	private CompletableFuture<TestSuccessor> connecting;

	@BeforeEach
	void listen() throws IOException {
		this.socket = ControlSocket.at(this.directory.resolve("demo.sock"));
		this.controlListener = this.socket.bind().orElseThrow();
		this.listener = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE);
		ListeningSockets.listen(this.listener, 1);
	}

	@AfterEach
	void close() {
		this.controlListener.close();
		this.listener.close();
	}

	@Test
	void predecessorThatDiesBeforeCommitLeavesTheListenersToTheSuccessor() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = successor(predecessor)) {
			predecessor.die();
			assertThat(successor.ready()).isInstanceOfSatisfying(PredecessorGone.class, (gone) -> {
				assertThat(gone.departure()).isEqualTo(Departure.DIED);
				assertThat(gone.handoff().outcome()).isEqualTo(HandoffOutcome.SUCCEEDED);
				assertThat(gone.handoff().reason()).isEqualTo("predecessor (pid 4711, generation 3) died");
				assertThat(gone.handoff().phases()).containsOnlyKeys("start", "listeners");
			});
		}
	}

	@Test
	void predecessorThatDiesBetweenReadyAndCommitLeavesTheListenersToTheSuccessor() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = successor(predecessor)) {
			CompletableFuture<ReadyResult> ready = async(successor::ready);
			predecessor.hear(Message.Ready.class);
			predecessor.say("GRST\0\1");
			predecessor.die();
			assertThat(ready.get()).isInstanceOf(PredecessorGone.class);
		}
	}

	@Test
	void predecessorThatClosesBeforeCommitAndLivesOnIsNotReplaced() throws Exception {
		this.process = (deadline) -> false;
		try (RawPeer predecessor = welcome(); TestSuccessor successor = successor(predecessor)) {
			predecessor.die();
			assertThat(successor.ready()).isEqualTo(new Refused(RefusalReason.CLOSED,
					"predecessor (pid 4711, generation 3) closed the conversation and lives on"));
		}
	}

	@Test
	void predecessorThatIsFrozenBeforeCommitMakesTheSuccessorGiveUpAndHearsOfItWhenItWakes() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = successor(predecessor)) {
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> successor.conversation.ready(Duration.ZERO, Deadline.after(Duration.ofMillis(100))))
				.withMessage("predecessor (pid 4711, generation 3) did not answer READY; it may be stopped, and it"
						+ " keeps the listeners");
			predecessor.hear(Message.Ready.class);
			assertThat(predecessor.hear(Message.Bye.class).reason()).isEqualTo("no COMMIT in time");
			predecessor.hearEndOfFile();
		}
	}

	@Test
	void commitThatIsThereCountsEvenAfterTheDeadline() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = successor(predecessor)) {
			predecessor.say(new Message.Commit());
			assertThat(successor.conversation.ready(Duration.ZERO, Deadline.after(Duration.ofSeconds(-1))))
				.isInstanceOf(ReadyResult.Committed.class);
		}
	}

	@Test
	void garbageInsteadOfCommitLeavesThePredecessorServing() throws Exception {
		for (String garbage : List.of("GET / HTTP/1.1\r\n", "GRST\0\1\0\7\0\0\0\0", "GRST\0\1\0\77\0\0\0\0")) {
			try (RawPeer predecessor = welcome(); TestSuccessor successor = successor(predecessor)) {
				predecessor.say(garbage);
				assertThatExceptionOfType(ProtocolException.class).isThrownBy(successor::ready);
				predecessor.hear(Message.Ready.class);
				assertThat(predecessor.hear(Message.Bye.class).reason()).isNotBlank();
			}
		}
	}

	@Test
	void predecessorThatDiesAfterCommitIsReplaced() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = committed(predecessor)) {
			predecessor.die();
			assertThat(successor.serving()).isInstanceOfSatisfying(PredecessorGone.class,
					(gone) -> assertThat(gone.departure()).isEqualTo(Departure.DIED));
		}
	}

	@Test
	void predecessorThatWentBackToAcceptingMakesTheSuccessorStop() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = committed(predecessor)) {
			Refused refusal = new Refused(RefusalReason.TOO_LATE, "no SERVING in time");
			predecessor.conversation.close(refusal);
			assertThat(successor.serving()).isEqualTo(refusal);
		}
	}

	@Test
	void predecessorThatClosedAfterCommitAndLivesOnMakesTheSuccessorStop() throws Exception {
		this.process = (deadline) -> false;
		try (RawPeer predecessor = welcome(); TestSuccessor successor = committed(predecessor)) {
			predecessor.die();
			assertThat(successor.serving()).isInstanceOfSatisfying(Refused.class,
					(refused) -> assertThat(refused.reason()).isEqualTo(RefusalReason.CLOSED));
		}
	}

	@Test
	void predecessorThatIsFrozenAfterCommitDoesNotStopTheSuccessorAndIsHeardWhenItWakes() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = committed(predecessor)) {
			assertThat(successor.conversation.serving(Map.of(), Set.of(), Deadline.after(Duration.ofMillis(50))))
				.isEqualTo(new ServingResult.Unconfirmed());
			assertThat(successor.conversation.awaitDrained(new DrainListener() {
			}, Deadline.after(Duration.ofMillis(50)))).isEqualTo(new DrainResult.Overdue());
			predecessor.hear(Serving.class);
			predecessor.say(PROGRESS);
			predecessor.say(
					new Message.Drained(new DrainCounts(1, 0, 0), MessageCodecTests.handoff(HandoffOutcome.SUCCEEDED)));
			assertThat(drained(successor)).isInstanceOf(DrainResult.Drained.class);
		}
	}

	@Test
	void frozenPredecessorThatHasGoneBackWhenItWakesMakesTheSuccessorStop() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = committed(predecessor)) {
			successor.conversation.serving(Map.of(), Set.of(), Deadline.after(Duration.ofMillis(50)));
			predecessor.conversation.close(new Refused(RefusalReason.TOO_LATE, "no SERVING in time"));
			assertThat(drained(successor)).isInstanceOf(Refused.class);
		}
	}

	@Test
	void predecessorThatDiesDuringItsDrainIsToldApart() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			predecessor.die();
			assertThat(drained(successor)).isInstanceOfSatisfying(PredecessorGone.class,
					(gone) -> assertThat(gone.departure()).isEqualTo(Departure.DIED));
		}
	}

	@Test
	void nothingMakesTheSuccessorStopOnceTheCutoverIsFinal() throws Exception {
		this.process = (deadline) -> false;
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			predecessor.die();
			assertThat(drained(successor)).isInstanceOfSatisfying(PredecessorGone.class,
					(gone) -> assertThat(gone.departure()).isEqualTo(Departure.LOST));
		}
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			predecessor.say("GET / HTTP/1.1\r\n");
			assertThat(drained(successor)).isInstanceOfSatisfying(PredecessorGone.class, (gone) -> {
				assertThat(gone.departure()).isEqualTo(Departure.LOST);
				assertThat(gone.reason()).contains("47455420");
			});
			// Not BYE, which would tell it that this process ends.
			predecessor.hearEndOfFile();
		}
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			predecessor.conversation.close(new Refused(RefusalReason.TOO_LATE, "no SERVING in time"));
			assertThat(drained(successor)).isInstanceOf(PredecessorGone.class);
		}
	}

	@Test
	void drainIsHeardStepByStep() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			StringBuilder heard = new StringBuilder();
			predecessor.say(new Message.Quiesced());
			predecessor.say(PROGRESS);
			predecessor.say(new Message.Released());
			predecessor.say(
					new Message.Drained(new DrainCounts(1, 0, 0), MessageCodecTests.handoff(HandoffOutcome.SUCCEEDED)));
			DrainResult result = successor.awaitDrained(new DrainListener() {

				@Override
				public void onProgress(Progress progress) {
					heard.append("progress ");
				}

				@Override
				public void onQuiesced() {
					heard.append("quiesced ");
				}

				@Override
				public void onReleased() {
					heard.append("released ");
				}

			});
			assertThat(heard).hasToString("progress quiesced progress released ");
			assertThat(result).isInstanceOf(DrainResult.Drained.class);
		}
	}

	@Test
	void predecessorThatStandsByIsFollowedUntilItReleases() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			predecessor.say(
					new Message.Drained(new DrainCounts(1, 0, 0), MessageCodecTests.handoff(HandoffOutcome.SUCCEEDED)));
			assertThat(drained(successor)).isInstanceOf(DrainResult.Drained.class);
			predecessor.say(PROGRESS).say(new Message.Quiesced()).say(new Message.Released());
			assertThat(drained(successor)).isInstanceOf(DrainResult.Released.class);
		}
	}

	@Test
	void whoGivesBackKnowsWhenThePredecessorServes() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			SuccessorRollback rollback = successor.conversation.rollback();
			CompletableFuture<DrainResult> following = async(() -> drained(successor));
			CompletableFuture<Boolean> asking = async(() -> {
				rollback.ask("sick", TestSuccessor.soon());
				return true;
			});
			assertThat(predecessor.hear(Message.Rollback.class).reason()).isEqualTo("sick");
			assertThat(rollback.rooms()).isEmpty();
			predecessor.say(new Serving(Map.of("http", 3), Set.of()));
			assertThat(asking.get()).isTrue();
			assertThat(rollback.rooms()).containsOnly(Map.entry("http", 3));
			rollback.quiesced();
			predecessor.hear(Message.Quiesced.class);
			predecessor.die();
			assertThat(following.get()).isInstanceOf(PredecessorGone.class);
		}
	}

	@Test
	void whoGivesBackServesOnIfThePredecessorDoesNotComeBack() throws Exception {
		try (RawPeer predecessor = welcome(); TestSuccessor successor = serving(predecessor)) {
			SuccessorRollback rollback = successor.conversation.rollback();
			CompletableFuture<DrainResult> following = async(() -> drained(successor));
			CompletableFuture<Boolean> asking = async(() -> {
				rollback.ask("sick", TestSuccessor.soon());
				return true;
			});
			predecessor.hear(Message.Rollback.class);
			predecessor.say(new Message.Released());
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(asking::get)
				.withMessageContaining("predecessor does not come back: it is not to come back any more");
			predecessor.say(
					new Message.Drained(new DrainCounts(1, 0, 0), MessageCodecTests.handoff(HandoffOutcome.SUCCEEDED)));
			assertThat(following.get()).isInstanceOf(DrainResult.Drained.class);
		}
	}

	@Test
	void fewerDescriptorsThanAnnouncedAreRefused() throws Exception {
		assertThat(lie(announced(), 2, this.listener))
			.isEqualTo("WELCOME announces 2 descriptors for 1 listeners and the control socket, and 1 came");
		assertThat(lie(announced(), 2))
			.isEqualTo("WELCOME announces 2 descriptors for 1 listeners and the control socket, and 0 came");
	}

	@Test
	void moreDescriptorsThanAnnouncedAreRefused() throws Exception {
		try (Descriptor control = this.controlListener.duplicate()) {
			assertThat(lie(announced(), 2, this.listener, control, control))
				.isEqualTo("WELCOME announces 2 descriptors for 1 listeners and the control socket, and 3 came");
			assertThat(lie(announced(), 3, this.listener, control, control))
				.isEqualTo("WELCOME announces 3 descriptors for 1 listeners and the control socket, and 3 came");
		}
	}

	@Test
	void descriptorThatIsNoSocketIsRefused() throws Exception {
		// Of all files this one is open for certain; its number stays with its owner.
		try (Descriptor file = Descriptor.inherited(0).duplicate();
				Descriptor control = this.controlListener.duplicate()) {
			assertThat(lie(announced(), 2, file, control)).startsWith("Descriptor of listener 'http' is not a socket:")
				.contains("ENOTSOCK");
		}
	}

	@Test
	void socketThatDoesNotListenIsRefused() throws Exception {
		try (Descriptor bound = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE); Descriptor control = this.controlListener.duplicate()) {
			assertThat(lie(announced(), 2, bound, control))
				.isEqualTo("Descriptor of listener 'http' is a stream socket that does not listen");
		}
	}

	@Test
	void listenerOnAnotherPortIsRefused() throws Exception {
		try (Descriptor other = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE); Descriptor control = this.controlListener.duplicate()) {
			ListeningSockets.listen(other, 1);
			assertThat(lie(announced(), 2, other, control)).matches(
					"Listener 'http' on 127\\.0\\.0\\.1:\\d+ \\(INET\\) was announced, but 'http' on 127\\.0\\.0\\.1:\\d+ \\(INET\\) came");
		}
	}

	@Test
	void listenerOfAnotherFamilyIsRefused() throws Exception {
		try (Descriptor control = this.controlListener.duplicate()) {
			assertThat(lie(announced(), 2, control, control)).contains("(UNIX) came");
			AnnouncedListener actual = announced();
			assertThat(lie(new AnnouncedListener("http", SocketFamily.INET6, actual.address(), null, false), 2,
					this.listener, control))
				.contains("(INET6) was announced")
				.contains("(INET) came");
		}
	}

	@Test
	void controlListenerThatIsNoneIsRefused() throws Exception {
		assertThat(lie(announced(), 2, this.listener, this.listener))
			.isEqualTo("Descriptor of the control listener is not a Unix socket");
	}

	@Test
	void streamsThatNobodyCanWriteToAreRefused() throws Exception {
		Welcome welcome = new Welcome(4, 4711, Instant.EPOCH, Instant.EPOCH, List.of(announced()), 4, true, List.of(),
				Map.of(), null);
		try (Descriptor control = this.controlListener.duplicate(); StandardStreams own = StandardStreams.duplicate()) {
			assertThat(lie(welcome, this.listener, control, own.output(), this.listener))
				.isEqualTo("Descriptors of the standard streams are not both open for writing");
			assertThat(lie(welcome, this.listener, control, own.output())).isEqualTo(
					"WELCOME announces 4 descriptors for 1 listeners and the control socket and two streams, and 3 came");
		}
	}

	@Test
	void twoListenersOfOneNameAreRefused() throws Exception {
		try (Descriptor control = this.controlListener.duplicate()) {
			Welcome welcome = new Welcome(4, 4711, Instant.EPOCH, Instant.EPOCH, List.of(announced(), announced()), 3,
					false, List.of(), Map.of(), null);
			assertThat(lie(welcome, this.listener, this.listener, control))
				.isEqualTo("WELCOME has two listeners 'http'");
		}
	}

	@Test
	void olderPredecessorIsNotToldWhatItDoesNotUnderstand() throws Exception {
		CompletableFuture<TestSuccessor> connecting = async(() -> TestSuccessor.connect(this.socket));
		try (RawPeer predecessor = new RawPeer(this.controlListener.accept());
				Descriptor control = this.controlListener.duplicate()) {
			predecessor.hear(Hello.class);
			predecessor.conversation.establish(1);
			predecessor.conversation.send(new Welcome(4, 4711, Instant.EPOCH, Instant.EPOCH, List.of(announced()), 2,
					false, List.of(), Map.of(), null), List.of(this.listener, control), TestSuccessor.soon());
			try (TestSuccessor successor = connecting.get()) {
				successor.conversation.notReady("readiness health group: db DOWN", TestSuccessor.soon());
				CompletableFuture<ReadyResult> ready = async(successor::ready);
				predecessor.hear(Message.Ready.class);
				predecessor.say(new Message.Commit());
				assertThat(ready.get()).isInstanceOf(ReadyResult.Committed.class);
			}
		}
	}

	@Test
	void welcomeInAVersionThatWasNotAskedForIsRefused() throws Exception {
		CompletableFuture<TestSuccessor> connecting = async(() -> TestSuccessor.connect(this.socket));
		try (RawPeer predecessor = new RawPeer(this.controlListener.accept())) {
			predecessor.hear(Hello.class);
			predecessor.conversation.establish(4);
			predecessor.say(
					new Welcome(4, 4711, Instant.EPOCH, Instant.EPOCH, List.of(), 1, false, List.of(), Map.of(), null));
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(connecting::get)
				.withMessageContaining("WELCOME came in version 4, but this process speaks version 1 to 3");
		}
	}

	private String lie(AnnouncedListener announced, int count, Descriptor... descriptors) throws Exception {
		return lie(new Welcome(4, 4711, Instant.EPOCH, Instant.EPOCH, List.of(announced), count, false, List.of(),
				Map.of(), null), descriptors);
	}

	// The reason that the successor gives, to its own process and to the predecessor.
	private String lie(Welcome welcome, Descriptor... descriptors) throws Exception {
		CompletableFuture<TestSuccessor> connecting = async(() -> TestSuccessor.connect(this.socket));
		try (RawPeer predecessor = new RawPeer(this.controlListener.accept())) {
			predecessor.hear(Hello.class);
			predecessor.conversation.send(welcome, List.of(descriptors), TestSuccessor.soon());
			String reason = predecessor.hear(Message.Bye.class).reason();
			assertThat(connecting).failsWithin(Duration.ofSeconds(5))
				.withThrowableOfType(ExecutionException.class)
				.havingCause()
				.isExactlyInstanceOf(ProtocolException.class)
				.withMessage(reason);
			return reason;
		}
	}

	private AnnouncedListener announced() throws IOException {
		return AnnouncedListener.of("http", this.listener);
	}

	private RawPeer welcome() throws Exception {
		this.connecting = async(() -> TestSuccessor.connect(this.socket, (pid) -> this.process));
		RawPeer predecessor = new RawPeer(this.controlListener.accept());
		predecessor.hear(Hello.class);
		try (Descriptor control = this.controlListener.duplicate()) {
			Welcome welcome = new Welcome(4, 4711, Instant.EPOCH, Instant.EPOCH, List.of(announced()), 2, false,
					List.of(), Map.of(), null);
			predecessor.conversation.send(welcome, List.of(this.listener, control), TestSuccessor.soon());
		}
		return predecessor;
	}

	private TestSuccessor successor(RawPeer predecessor) throws Exception {
		assertThat(predecessor.connection.peer().uid()).isEqualTo(Processes.uid());
		return this.connecting.get();
	}

	private TestSuccessor committed(RawPeer predecessor) throws Exception {
		TestSuccessor successor = successor(predecessor);
		predecessor.say(new Message.Commit());
		assertThat(successor.ready()).isInstanceOf(ReadyResult.Committed.class);
		predecessor.hear(Message.Ready.class);
		return successor;
	}

	private TestSuccessor serving(RawPeer predecessor) throws Exception {
		TestSuccessor successor = committed(predecessor);
		predecessor.say(PROGRESS);
		assertThat(successor.serving()).isEqualTo(new ServingResult.Confirmed());
		predecessor.hear(Serving.class);
		return successor;
	}

	private static DrainResult drained(TestSuccessor successor) throws IOException {
		return successor.awaitDrained(new DrainListener() {
		});
	}

	private static <T> CompletableFuture<T> async(Step<T> step) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(step.take());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		thread.start();
		return result;
	}

	private interface Step<T> {

		T take() throws Exception;

	}

}
