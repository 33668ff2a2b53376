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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import io.gracefulrestart.fd.Processes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link ControlServer} and {@link Reception}: whom the predecessor lets in.
 */
@ExtendWith(LeakCheck.class)
class ControlServerTests {

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
	void peerThatSaysNothingIsClosedAtTheDeadline() throws Exception {
		restart(TestPredecessor.PROCESS, Duration.ofMillis(200));
		try (RawPeer silent = RawPeer.connect(this.path)) {
			assertThat(silent.hear(Refused.class).reason()).isEqualTo(RefusalReason.TOO_LATE);
			silent.hearEndOfFile();
		}
		this.predecessor.expect();
	}

	@Test
	void peerThatSendsAByteNowAndThenIsClosedAtTheDeadline() throws Exception {
		restart(TestPredecessor.PROCESS, Duration.ofMillis(500));
		byte[] frame = MessageCodec.encode(TestSuccessor.HELLO, 1).array();
		try (RawPeer slow = RawPeer.connect(this.path)) {
			long start = System.nanoTime();
			for (int sent = 0; sent < frame.length && send(slow, frame[sent]); sent++) {
				if (System.nanoTime() - start > Duration.ofMillis(400).toNanos()) {
					break;
				}
				java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			}
			assertThat(slow.hear(Refused.class).reason()).isEqualTo(RefusalReason.TOO_LATE);
		}
		this.predecessor.expect();
	}

	private static boolean send(RawPeer peer, byte next) {
		try {
			peer.connection.send(ByteBuffer.wrap(new byte[] { next }), List.of(), Duration.ofSeconds(1));
			return true;
		}
		catch (IOException ex) {
			// The deadline has passed before this machine came to it.
			return false;
		}
	}

	@Test
	void manySilentPeersKeepNobodyOutAndCostFewThreads() throws Exception {
		List<RawPeer> silent = new ArrayList<>();
		try {
			for (int i = 0; i < 50; i++) {
				silent.add(RawPeer.connect(this.path));
			}
			try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
				assertThat(successor.listeners()).hasSize(1);
				await().atMost(Duration.ofSeconds(5))
					.untilAsserted(
							() -> assertThat(LeakCheck.threads()).hasSizeLessThanOrEqualTo(WaitingPeers.MAXIMUM + 2));
			}
			this.predecessor.expect("hello", "failed DIED");
		}
		finally {
			silent.forEach(RawPeer::close);
		}
	}

	@Test
	void peerThatOnlyLooksIsNotNoticed() throws Exception {
		RawPeer.connect(this.path).close();
		try (RawPeer truncated = RawPeer.connect(this.path)) {
			truncated.say("GRST\0\1");
		}
		try (TestSuccessor successor = TestSuccessor.connect(this.predecessor.socket)) {
			assertThat(successor.listeners()).hasSize(1);
		}
		this.predecessor.expect("hello", "failed DIED");
	}

	@Test
	void garbageIsRefusedWithAReason() throws Exception {
		refusesAtOnce(RawPeer.connect(this.path).say("GET / HTTP/1.1\r\n\r\n"), RefusalReason.PROTOCOL,
				"Expected a frame that begins with 47525354, but 47455420 came");
		refusesAtOnce(RawPeer.connect(this.path).say("{".repeat(60_000)), RefusalReason.PROTOCOL,
				"Expected a frame that begins with 47525354, but 7b7b7b7b came");
		refusesAtOnce(RawPeer.connect(this.path).say(new Message.Ready()), RefusalReason.PROTOCOL,
				"READY came instead of HELLO");
		RawPeer oversized = RawPeer.connect(this.path);
		oversized.connection.send(ByteBuffer.wrap(HexFormat.of().parseHex("475253540001000100010001")), List.of(),
				Duration.ofSeconds(1));
		refusesAtOnce(oversized, RefusalReason.PROTOCOL,
				"A message (type 1) of 65537 bytes is too large, at most 65536 are allowed");
		this.predecessor.expect();
	}

	private void refusesAtOnce(RawPeer peer, RefusalReason reason, String text) throws IOException {
		try (peer) {
			assertThat(peer.hear(Refused.class)).isEqualTo(new Refused(reason, text));
			peer.hearEndOfFile();
		}
	}

	@Test
	void newerPeerThatKnowsNoCommonVersionIsToldBothVersions() throws Exception {
		Hello hello = new Hello(new VersionRange(4, 6), "demo", 1, null, 100, List.of());
		assertThat(refusal(hello)).isEqualTo(new Refused(RefusalReason.VERSION,
				"predecessor speaks version 1 to 3 of the protocol, successor 4 to 6"));
		this.predecessor.expect("refused VERSION");
		assertThat(this.predecessor.handoffs.get(0).outcome()).isEqualTo(HandoffOutcome.REFUSED);
	}

	@Test
	void newerPeerThatKnowsACommonVersionIsSpokenTo() throws Exception {
		Hello hello = new Hello(new VersionRange(1, 5), "demo", 1, null, 100, List.of());
		TakeoverResult result = Takeover.attempt(this.predecessor.socket, hello, TestSuccessor.soon());
		assertThat(result).isInstanceOfSatisfying(TakeoverResult.Connected.class, (connected) -> {
			connected.conversation().close();
			connected.conversation().listeners().forEach(PassedListener::close);
			connected.conversation().controlListener().close();
		});
		this.predecessor.expect("hello", "failed DIED");
	}

	@Test
	void anotherApplicationIsToldBothNames() throws Exception {
		Hello hello = new Hello(VersionRange.SUPPORTED, "shop", 1, null, 100, List.of());
		assertThat(refusal(hello)).isEqualTo(
				new Refused(RefusalReason.OTHER_APPLICATION, "predecessor is application 'demo', successor is 'shop'"));
		this.predecessor.expect("refused OTHER_APPLICATION");
	}

	@Test
	void processDoesNotTakeOverFromItself() throws Exception {
		restart(ServingProcess.current("demo", 1, Instant.now(), Instant.now()), Duration.ofSeconds(5));
		long pid = ProcessHandle.current().pid();
		assertThat(refusal(TestSuccessor.HELLO))
			.isEqualTo(new Refused(RefusalReason.SAME_PROCESS, "pid " + pid + " cannot take over from itself"));
	}

	@Test
	void anotherUserIsRefusedBeforeItSaysAnything() throws Exception {
		ServingProcess foreign = new ServingProcess("demo", 3, TestPredecessor.DEAD_PID, Processes.uid() + 1,
				Instant.EPOCH, Instant.EPOCH);
		restart(foreign, Duration.ofSeconds(5));
		try (RawPeer peer = RawPeer.connect(this.path)) {
			assertThat(peer.hear(Refused.class)).isEqualTo(new Refused(RefusalReason.OTHER_USER,
					"uid %d may not take over from uid %d".formatted(Processes.uid(), Processes.uid() + 1)));
			peer.hearEndOfFile();
		}
		this.predecessor.expect();
	}

	@Test
	void secondSuccessorIsRefusedAndTheFirstGoesOn() throws Exception {
		try (TestSuccessor first = TestSuccessor.connect(this.predecessor.socket)) {
			long pid = ProcessHandle.current().pid();
			assertThat(refusal(TestSuccessor.HELLO)).isEqualTo(
					new Refused(RefusalReason.BUSY, "predecessor is busy with successor (pid " + pid + ")", pid));
			this.predecessor.expect("hello", "refused BUSY");
			assertThat(first.ready()).isInstanceOf(ReadyResult.Committed.class);
			assertThat(refusal(TestSuccessor.HELLO).reason()).isEqualTo(RefusalReason.BUSY);
			this.predecessor.expect("ready", "stop", "refused BUSY");
			assertThat(first.serving()).isEqualTo(new ServingResult.Confirmed());
			this.predecessor.expect("serving");
		}
	}

	@Test
	void refusalOfTheProcessIsPassedOn() throws Exception {
		Refused draining = new Refused(RefusalReason.DRAINING, "predecessor is DRAINING since 12:00");
		this.predecessor.decision = () -> new Decision.Refuse(draining);
		assertThat(refusal(TestSuccessor.HELLO)).isEqualTo(draining);
		this.predecessor.expect("hello", "refused DRAINING");
		assertThat(this.predecessor.server.current()).isEmpty();
	}

	@Test
	void failureOfTheProcessIsPassedOnAndTheNextSuccessorIsHeard() throws Exception {
		this.predecessor.decision = () -> {
			throw new IllegalStateException("broken");
		};
		assertThat(refusal(TestSuccessor.HELLO)).isEqualTo(
				new Refused(RefusalReason.FAILED, "predecessor failed: java.lang.IllegalStateException: broken"));
		this.predecessor.expect("hello", "refused FAILED");
		this.predecessor.decision = this.predecessor::accept;
		TestSuccessor.connect(this.predecessor.socket).close();
		this.predecessor.expect("hello", "failed DIED");
	}

	@Test
	void closingEndsEverything() throws Exception {
		try (RawPeer silent = RawPeer.connect(this.path); RawPeer waiting = RawPeer.sayHello(this.path)) {
			waiting.hear(Welcome.class);
			this.predecessor.server.close();
			this.predecessor.server.close();
			assertThat(waiting.hear(Message.Bye.class).reason()).isEqualTo("predecessor ends");
			silent.hearEndOfFile();
		}
		this.predecessor.expect("hello");
	}

	private Refused refusal(Hello hello) throws IOException {
		TakeoverResult result = Takeover.attempt(this.predecessor.socket, hello, TestSuccessor.soon());
		assertThat(result).isInstanceOf(Refused.class);
		return (Refused) result;
	}

	private void restart(ServingProcess process, Duration helloTimeout) throws IOException {
		this.predecessor.close();
		HandoffTimeouts defaults = TestPredecessor.TIMEOUTS;
		this.predecessor = new TestPredecessor(this.path, process, new HandoffTimeouts(helloTimeout, defaults.answer(),
				defaults.serving(), defaults.death(), defaults.held()));
	}

}
