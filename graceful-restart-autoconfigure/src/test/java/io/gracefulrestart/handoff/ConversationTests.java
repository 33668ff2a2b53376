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
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Conversation} and {@link FrameReader}, against a peer that sends what
 * it likes.
 * <p>
 * Long, because it holds all that a frame can be wrong in.
 */
@ExtendWith(LeakCheck.class)
class ConversationTests {

	private ControlConnection peer;

	private Conversation conversation;

	@BeforeEach
	void connect() throws IOException {
		ControlConnection.Pair pair = ControlConnection.pair();
		this.peer = pair.first();
		this.conversation = new Conversation(pair.second(), 1);
	}

	@AfterEach
	void close() {
		this.peer.close();
		this.conversation.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5, 11, 13, 1000 })
	void messagesAreAssembledFromPartsOfAnySize(int size) throws Exception {
		List<Message> sent = MessageCodecTests.messages().toList();
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> sent.forEach((message) -> {
			byte[] frame = frame(message);
			for (int offset = 0; offset < frame.length; offset += size) {
				send(ByteBuffer.wrap(frame, offset, Math.min(size, frame.length - offset)));
			}
		}));
		for (Message message : sent) {
			assertThat(this.conversation.receiveMessage(soon())).usingRecursiveComparison().isEqualTo(message);
		}
		sending.join();
	}

	@Test
	void descriptorsComeWithTheirMessageEvenIfAnotherOneWasSentBefore() throws Exception {
		try (Descriptor listener = listener()) {
			send(ByteBuffer.wrap(frame(new Message.Ready())));
			this.peer.send(ByteBuffer.wrap(frame(MessageCodecTests.welcome())), List.of(listener, listener), second());
			send(ByteBuffer.wrap(frame(new Message.Commit())));
			assertThat(this.conversation.receiveMessage(soon())).isEqualTo(new Message.Ready());
			try (Incoming incoming = this.conversation.receive(soon())) {
				assertThat(incoming.message()).isInstanceOf(Welcome.class);
				assertThat(incoming.descriptors()).hasSize(2)
					.allSatisfy((descriptor) -> assertThat(descriptor.inode()).isEqualTo(listener.inode()));
			}
			assertThat(this.conversation.receiveMessage(soon())).isEqualTo(new Message.Commit());
		}
	}

	@Test
	void descriptorsOfMessagesThatAnnounceNoneAreClosed() throws Exception {
		try (Descriptor listener = listener()) {
			this.peer.send(ByteBuffer.wrap(frame(new Message.Ready())), List.of(listener), second());
			assertThatExceptionOfType(ProtocolException.class)
				.isThrownBy(() -> this.conversation.receiveMessage(soon()))
				.withMessage("READY came with 1 descriptors, which it does not announce");
		}
	}

	@Test
	void descriptorsWithinAFrameAreClosed() throws Exception {
		try (Descriptor listener = listener()) {
			byte[] frame = frame(new Message.Bye("a reason"));
			send(ByteBuffer.wrap(frame, 0, 20));
			this.peer.send(ByteBuffer.wrap(frame, 20, frame.length - 20), List.of(listener), second());
			assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> this.conversation.receive(soon()))
				.withMessage("1 descriptors came within a frame, not with its first byte");
		}
	}

	@Test
	void descriptorsOfAMessageThatIsCutAreClosed() throws Exception {
		try (Descriptor listener = listener()) {
			this.peer.send(ByteBuffer.wrap(frame(MessageCodecTests.welcome()), 0, 30), List.of(listener), second());
			this.peer.close();
			assertThat(this.conversation.receive(soon())).isNull();
		}
	}

	@Test
	void descriptorsOfAMessageThatNeverEndsAreClosedWithTheConversation() throws Exception {
		try (Descriptor listener = listener()) {
			this.peer.send(ByteBuffer.wrap(frame(MessageCodecTests.welcome()), 0, 30), List.of(listener), second());
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> this.conversation.receive(Deadline.after(Duration.ofMillis(50))));
		}
	}

	@Test
	void endOfFileIsNullAtAnyPlace() throws Exception {
		byte[] frame = frame(new Message.Bye("a reason"));
		for (int length = 0; length < frame.length; length++) {
			ControlConnection.Pair pair = ControlConnection.pair();
			try (pair; Conversation other = new Conversation(pair.second(), 1)) {
				if (length > 0) {
					pair.first().send(ByteBuffer.wrap(frame, 0, length), List.of(), second());
				}
				pair.first().close();
				assertThat(other.receive(soon())).as("after " + length + " bytes").isNull();
			}
		}
	}

	@Test
	void peerThatClosedWithoutReadingWhatItWasSentIsEndOfFile() throws Exception {
		this.conversation.send(new Message.Ready(), soon());
		this.peer.close();
		assertThat(this.conversation.receive(soon())).isNull();
	}

	@Test
	void whatThePeerSaidBeforeItClosedIsHeardFirst() throws Exception {
		this.conversation.send(new Message.Ready(), soon());
		send(ByteBuffer.wrap(frame(new Refused(RefusalReason.TOO_LATE, "too late"))));
		this.peer.close();
		assertThat(this.conversation.receiveMessage(soon())).isInstanceOf(Refused.class);
		assertThat(this.conversation.receive(soon())).isNull();
	}

	@Test
	void byteNowAndThenDoesNotExtendTheDeadline() throws Exception {
		byte[] frame = frame(new Message.Bye("x".repeat(1000)));
		ByteBuffer bytes = ByteBuffer.wrap(frame);
		ScheduledExecutorService dripping = Executors.newSingleThreadScheduledExecutor();
		try {
			Future<?> drops = dripping.scheduleAtFixedRate(
					() -> send(bytes.slice(bytes.position(), 1).duplicate(), bytes), 0, 20, TimeUnit.MILLISECONDS);
			long start = System.nanoTime();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> this.conversation.receive(Deadline.after(Duration.ofMillis(300))));
			assertThat(drops).isNotDone();
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300),
					Duration.ofSeconds(5));
		}
		finally {
			dripping.shutdownNow();
			assertThat(dripping.awaitTermination(5, TimeUnit.SECONDS)).isTrue();
		}
	}

	@Test
	void messageCutByADeadlineIsHeardToItsEndLater() throws Exception {
		byte[] frame = frame(new Message.Bye("a reason"));
		for (int offset = 0; offset < frame.length - 1; offset++) {
			send(ByteBuffer.wrap(frame, offset, 1));
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> this.conversation.receive(Deadline.after(Duration.ZERO)));
		}
		send(ByteBuffer.wrap(frame, frame.length - 1, 1));
		assertThat(this.conversation.receiveMessage(soon())).isEqualTo(new Message.Bye("a reason"));
	}

	@Test
	void whatIsThereIsHeardEvenAfterTheDeadline() throws Exception {
		send(ByteBuffer.wrap(frame(new Serving(Map.of(), Set.of()))));
		assertThat(this.conversation.receiveMessage(Deadline.after(Duration.ofSeconds(-1))))
			.isEqualTo(new Serving(Map.of(), Set.of()));
	}

	@Test
	void garbageIsRefused() {
		send(ByteBuffer.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> this.conversation.receive(soon()))
			.withMessage("Expected a frame that begins with 47525354, but 47455420 came");
	}

	@Test
	void strangersGetLessRoomThanPeers() throws Exception {
		send(ByteBuffer.wrap(HexFormat.of().parseHex("475253540001000c00010001")));
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> this.conversation.receive(soon()))
			.withMessage("A message (type 12) of 65537 bytes is too large, at most 65536 are allowed");
		this.conversation.establish(2);
		Message large = new Message.Bye("a".repeat(1_000_000));
		CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> send(ByteBuffer.wrap(frame(large))));
		assertThat(this.conversation.receiveMessage(soon())).isEqualTo(large);
		sending.join();
	}

	@Test
	void memoryGrowsWithWhatCameAndNotWithWhatWasAnnounced() throws Exception {
		com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
		this.conversation.establish(1);
		receiveNothing();
		send(ByteBuffer.wrap(HexFormat.of().parseHex("475253540001000c00100000" + "00")));
		long before = threads.getCurrentThreadAllocatedBytes();
		receiveNothing();
		assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(200_000);
	}

	private void receiveNothing() {
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.conversation.receive(Deadline.after(Duration.ZERO)));
	}

	@Test
	void otherVersionThanTheEstablishedOneIsRefusedExceptForLastWords() throws Exception {
		this.conversation.establish(1);
		send(MessageCodec.encode(new Refused(RefusalReason.VERSION, "no"), 9));
		send(MessageCodec.encode(new Message.Bye("no"), 9));
		send(MessageCodec.encode(new Message.Ready(), 2));
		assertThat(this.conversation.receiveMessage(soon())).isInstanceOf(Refused.class);
		assertThat(this.conversation.receiveMessage(soon())).isInstanceOf(Message.Bye.class);
		assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> this.conversation.receive(soon()))
			.withMessage("READY came in version 2, but version 1 is spoken");
	}

	@Test
	void peerThatDoesNotReadMeetsTheDeadlineAndNothingIsSentAfterHalfAMessage() throws Exception {
		Message large = new Message.Bye("a".repeat(1_000_000));
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.conversation.send(large, Deadline.after(Duration.ofMillis(100))))
			.withMessage("Peer did not take BYE in time");
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.conversation.send(new Message.Ready(), soon()))
			.withMessage("An earlier message was not sent to its end");
	}

	@Test
	void closingEndsTheWaitingOfTheThreadThatReceives() throws Exception {
		CompletableFuture<Throwable> waiting = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				this.conversation.receive(soon());
				waiting.complete(null);
			}
			catch (Throwable ex) {
				waiting.complete(ex);
			}
		});
		thread.start();
		this.conversation.close();
		assertThat(waiting.get(5, TimeUnit.SECONDS)).isInstanceOf(ClosedChannelException.class);
		thread.join();
	}

	@Test
	void manyConversationsLeaveNothingBehind() throws Exception {
		DescriptorCount before = DescriptorCount.now();
		List<Conversation> conversations = new ArrayList<>();
		for (int i = 0; i < 50; i++) {
			ControlConnection.Pair pair = ControlConnection.pair();
			conversations.add(new Conversation(pair.first(), 1));
			conversations.add(new Conversation(pair.second(), 1));
		}
		conversations.forEach((conversation) -> conversation.close(new Message.Bye(null)));
		before.assertNoMore();
	}

	private static byte[] frame(Message message) {
		try {
			return MessageCodec.encode(message, 2).array();
		}
		catch (ProtocolException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private void send(ByteBuffer bytes, ByteBuffer source) {
		send(bytes);
		source.position(source.position() + 1);
	}

	private void send(ByteBuffer bytes) {
		try {
			this.peer.send(bytes, List.of(), second());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static Descriptor listener() throws IOException {
		Descriptor listener = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE);
		ListeningSockets.listen(listener, 1);
		return listener;
	}

	private static Duration second() {
		return Duration.ofSeconds(5);
	}

	private static Deadline soon() {
		return TestSuccessor.soon();
	}

}
