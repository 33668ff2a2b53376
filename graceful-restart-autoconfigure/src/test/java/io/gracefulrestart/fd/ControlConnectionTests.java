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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ControlConnection}.
 * <p>
 * Long, because every way in which a read or a write can end is one test of one class.
 */
class ControlConnectionTests {

	// A collection takes seconds where many others want the machine.
	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	private static final Duration SHORT = Duration.ofMillis(20);

	private DescriptorCount before;

	private ControlConnection left;

	private ControlConnection right;

	@BeforeEach
	void connect() throws IOException {
		this.before = DescriptorCount.now();
		ControlConnection.Pair pair = ControlConnection.pair();
		this.left = pair.first();
		this.right = pair.second();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.left.close();
		this.right.close();
		this.before.assertNoMore();
	}

	@Test
	void bytesArriveInOrder() throws IOException {
		this.left.send(bytes("one"), List.of(), TIMEOUT);
		this.left.send(bytes("two"), List.of(), TIMEOUT);
		assertThat(text(this.right.receive(4, TIMEOUT))).isEqualTo("onet");
		assertThat(text(this.right.receive(100, TIMEOUT))).isEqualTo("wo");
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 1, 2, 253 })
	void descriptorsArriveWithTheFirstByteInOrderAndCloseOnExec(int count) throws IOException {
		List<Descriptor> sent = sockets(count);
		try {
			this.left.send(bytes("payload"), sent, TIMEOUT);
			Received received = receive(3);
			assertThat(text(received)).isEqualTo("pay");
			assertThat(received.descriptors()).hasSize(count);
			for (int i = 0; i < count; i++) {
				assertThat(received.descriptors().get(i).inode()).isEqualTo(sent.get(i).inode());
				assertThat(flags(received.descriptors().get(i))).isEqualTo(Linux.FD_CLOEXEC);
			}
			assertThat(receive(10).descriptors()).isEmpty();
			received.descriptors().forEach(Descriptor::close);
		}
		finally {
			sent.forEach(Descriptor::close);
		}
	}

	@Test
	void moreDescriptorsThanTheKernelTakesAreRefusedBeforeAnythingIsSent() throws IOException {
		List<Descriptor> sent = sockets(254);
		try {
			assertThatIllegalArgumentException().isThrownBy(() -> this.left.send(bytes("x"), sent, TIMEOUT))
				.withMessage("254 descriptors, but one message takes at most 253");
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> this.right.receive(1, Duration.ZERO));
		}
		finally {
			sent.forEach(Descriptor::close);
		}
	}

	@Test
	void descriptorsWithoutAByteAreRefused() throws IOException {
		try (Descriptor socket = sockets(1).get(0)) {
			assertThatIllegalArgumentException().isThrownBy(() -> this.left.send(bytes(""), List.of(socket), TIMEOUT));
		}
	}

	@Test
	void closedDescriptorIsRefusedAndTheOthersStayUsable() throws IOException {
		List<Descriptor> sockets = sockets(2);
		sockets.get(1).close();
		assertThatIllegalStateException().isThrownBy(() -> this.left.send(bytes("x"), sockets, TIMEOUT));
		sockets.get(0).close();
		this.left.send(bytes("still works"), List.of(), TIMEOUT);
		assertThat(text(receive(100))).isEqualTo("still works");
	}

	@Test
	void readingAMessageWithDescriptorsStopsBeforeTheNextSuch() throws IOException {
		List<Descriptor> sockets = sockets(3);
		this.left.send(bytes("plain"), List.of(), TIMEOUT);
		this.left.send(bytes("A"), sockets.subList(0, 1), TIMEOUT);
		this.left.send(bytes("B"), sockets.subList(1, 3), TIMEOUT);
		sockets.forEach(Descriptor::close);
		Received first = receive(100);
		assertThat(text(first)).isEqualTo("plainA");
		assertThat(first.descriptors()).hasSize(1);
		Received second = receive(100);
		assertThat(text(second)).isEqualTo("B");
		assertThat(second.descriptors()).hasSize(2);
		first.descriptors().forEach(Descriptor::close);
		second.descriptors().forEach(Descriptor::close);
	}

	@Test
	void payloadLargerThanTheSocketsBufferArrivesWholeWhileTheCollectorRuns() throws IOException {
		byte[] payload = new byte[5_000_000];
		new Random(1).nextBytes(payload);
		List<Descriptor> sockets = sockets(2);
		CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
			try {
				this.left.send(ByteBuffer.wrap(payload), sockets, TIMEOUT);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
		ByteBuffer received = ByteBuffer.allocate(payload.length);
		List<Descriptor> descriptors = new ArrayList<>();
		for (int reads = 0; received.hasRemaining(); reads++) {
			Received next = receive(70_000);
			descriptors.addAll(next.descriptors());
			received.put(next.bytes());
			if (reads % 10 == 0) {
				System.gc();
			}
		}
		sender.join();
		assertThat(received.array()).isEqualTo(payload);
		assertThat(descriptors).hasSize(2);
		sockets.forEach(Descriptor::close);
		descriptors.forEach(Descriptor::close);
	}

	@Test
	void messagesOfSeveralThreadsAreNotMixed() throws IOException {
		int size = 300_000;
		List<CompletableFuture<Void>> senders = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			byte[] payload = new byte[size];
			java.util.Arrays.fill(payload, (byte) i);
			senders.add(CompletableFuture.runAsync(() -> {
				try {
					this.left.send(ByteBuffer.wrap(payload), List.of(), TIMEOUT);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			}));
		}
		ByteBuffer received = ByteBuffer.allocate(4 * size);
		while (received.hasRemaining()) {
			received.put(receive(100_000).bytes());
		}
		CompletableFuture.allOf(senders.toArray(CompletableFuture[]::new)).join();
		for (int message = 0; message < 4; message++) {
			byte first = received.get(message * size);
			for (int i = 0; i < size; i++) {
				assertThat(received.get(message * size + i)).isEqualTo(first);
			}
		}
	}

	@Test
	void endOfFileIsNullAndWhatWasSentBeforeStillArrives() throws IOException {
		this.left.send(bytes("last words"), List.of(), TIMEOUT);
		this.left.close();
		assertThat(text(receive(100))).isEqualTo("last words");
		assertThat(this.right.receive(100, TIMEOUT)).isNull();
	}

	@Test
	void sendingToAPeerThatHasClosedNamesTheError() {
		this.right.close();
		assertThatExceptionOfType(NativeException.class)
			.isThrownBy(() -> this.left.send(bytes("x"), List.of(), TIMEOUT))
			.withMessage("sendmsg failed: EPIPE (Broken pipe)");
	}

	@Test
	void receiveTimesOut() {
		assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> this.left.receive(1, SHORT));
	}

	@Test
	void sendToAPeerThatDoesNotReadTimesOutAndTellsHowMuchWasSent() {
		ByteBuffer payload = ByteBuffer.allocate(10_000_000);
		assertThatExceptionOfType(SocketTimeoutException.class)
			.isThrownBy(() -> this.left.send(payload, List.of(), SHORT));
		assertThat(payload.position()).isPositive();
		assertThat(payload.hasRemaining()).isTrue();
	}

	@Test
	void closeWakesABlockedReceive() {
		Blocked receiver = Blocked.in(() -> this.left.receive(1, Duration.ofDays(1000)));
		this.left.close();
		assertThat(receiver.failure()).isInstanceOf(AsynchronousCloseException.class);
	}

	@Test
	void closeWakesABlockedSendAndThoseBehindIt() {
		Blocked first = Blocked.in(() -> {
			this.left.send(ByteBuffer.allocate(10_000_000), List.of(), TIMEOUT);
			return null;
		});
		Blocked second = Blocked.in(() -> {
			this.left.send(bytes("x"), List.of(), TIMEOUT);
			return null;
		});
		this.left.close();
		assertThat(first.failure()).isInstanceOf(AsynchronousCloseException.class);
		assertThat(second.failure()).isInstanceOf(ClosedChannelException.class);
	}

	@Test
	void everythingFailsOnceClosed() {
		this.left.close();
		assertThat(this.left.isOpen()).isFalse();
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> this.left.receive(1, TIMEOUT));
		assertThatExceptionOfType(ClosedChannelException.class)
			.isThrownBy(() -> this.left.send(bytes("x"), List.of(), TIMEOUT));
		assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(this.left::peer);
	}

	@Test
	void peerOfAPairIsThisProcess() throws IOException {
		PeerCredentials peer = this.left.peer();
		assertThat(peer.pid()).isEqualTo((int) ProcessHandle.current().pid());
		assertThat(peer.uid()).isEqualTo(Processes.uid());
	}

	@Test
	void descriptorsThatNobodyReadsAreFreedWithTheConnection() throws IOException {
		List<Descriptor> sockets = sockets(100);
		this.left.send(bytes("x"), sockets, TIMEOUT);
		sockets.forEach(Descriptor::close);
		this.right.close();
	}

	private Received receive(int maxBytes) throws IOException {
		return Objects.requireNonNull(this.right.receive(maxBytes, TIMEOUT));
	}

	private static int flags(Descriptor descriptor) {
		return NativeSupport.libc().fcntl(descriptor.number(), Linux.F_GETFD, 0);
	}

	private static List<Descriptor> sockets(int count) throws IOException {
		List<Descriptor> sockets = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			sockets.add(ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
					BindOptions.EXCLUSIVE));
		}
		return sockets;
	}

	private static ByteBuffer bytes(String text) {
		return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
	}

	private static String text(Received received) {
		return StandardCharsets.US_ASCII.decode(received.bytes()).toString();
	}

}
