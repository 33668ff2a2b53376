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
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Molds} and {@link ListeningSockets}.
 */
class MoldsTests {

	private DescriptorCount before;

	@BeforeEach
	void count() {
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.before.assertNoMore();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, ::1", "::, ::1", "::, 127.0.0.1", "0.0.0.0, 127.0.0.1", "0.0.0.0, ::1" })
	void adoptedListenerAcceptsWithTheTrueAddressesOfItsClients(String bind, String connect) throws IOException {
		try (Descriptor listening = listening(bind); ServerSocketChannel channel = Molds.listener(listening)) {
			int port = port(listening);
			try (Socket client = new Socket(InetAddress.getByName(connect), port);
					SocketChannel accepted = channel.accept()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
				assertThat(accepted.getLocalAddress()).isEqualTo(client.getRemoteSocketAddress());
				assertTalks(client, accepted);
			}
		}
	}

	@Test
	void adoptedUnixListenerAcceptsAndItsPathIsLeftAlone(@TempDir Path directory) throws IOException {
		Path path = directory.resolve("app.sock");
		try (ServerSocketChannel original = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			original.bind(UnixDomainSocketAddress.of(path));
			long temporaryFiles = temporaryFiles();
			try (Descriptor listening = duplicateOf(path);
					ServerSocketChannel channel = Molds.listener(listening);
					SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path));
					SocketChannel accepted = channel.accept()) {
				accepted.write(ByteBuffer.wrap(new byte[] { 42 }));
				ByteBuffer received = ByteBuffer.allocate(1);
				assertThat(client.read(received)).isOne();
			}
			assertThat(path).exists();
			assertThat(temporaryFiles()).isEqualTo(temporaryFiles);
		}
	}

	@Test
	void connectionsQueuedBeforeAdoptionAreAccepted() throws IOException {
		try (Descriptor listening = listening("127.0.0.1");
				Socket client = new Socket(InetAddress.getLoopbackAddress(), port(listening));
				ServerSocketChannel channel = Molds.listener(listening);
				SocketChannel accepted = channel.accept()) {
			assertTalks(client, accepted);
		}
	}

	@Test
	void listenerLivesAsLongAsTheChannelWhenTheDescriptorIsClosed() throws IOException {
		Descriptor listening = listening("127.0.0.1");
		int port = port(listening);
		try (ServerSocketChannel channel = Molds.listener(listening)) {
			listening.close();
			try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
					SocketChannel accepted = channel.accept()) {
				assertTalks(client, accepted);
			}
		}
	}

	@Test
	void channelOfAListenerIsInBlockingModeAndClosedOnExec() throws IOException {
		try (Descriptor listening = listening("127.0.0.1"); ServerSocketChannel channel = Molds.listener(listening)) {
			assertThat(channel.isBlocking()).isTrue();
			long inode = listening.inode();
			long holders = OpenDescriptors.describe()
				.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().equals("socket:[" + inode + "]"))
				.filter((entry) -> NativeSupport.libc().fcntl(entry.getKey(), Linux.F_GETFD, 0) == Linux.FD_CLOEXEC)
				.count();
			assertThat(holders).isEqualTo(2);
		}
	}

	@Test
	void moldsMadeWhileOthersOpenAndCloseSocketsDisturbNobody() throws Exception {
		AtomicBoolean stop = new AtomicBoolean();
		List<CompletableFuture<Void>> others = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			others.add(CompletableFuture.runAsync(() -> connectUntil(stop)));
		}
		try (Descriptor listening = listening("127.0.0.1")) {
			for (int i = 0; i < 200; i++) {
				try (ServerSocketChannel channel = Molds.listener(listening);
						Socket client = new Socket(InetAddress.getLoopbackAddress(), port(listening));
						SocketChannel accepted = channel.accept()) {
					assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
				}
			}
		}
		stop.set(true);
		for (CompletableFuture<Void> other : others) {
			other.get(10, TimeUnit.SECONDS);
		}
	}

	private static void connectUntil(AtomicBoolean stop) {
		while (!stop.get()) {
			try (ServerSocketChannel server = ServerSocketChannel.open()
				.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
					SocketChannel client = SocketChannel.open(server.getLocalAddress());
					SocketChannel accepted = server.accept()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalAddress());
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}
	}

	@Test
	void socketThatDoesNotListenIsRefused() throws IOException {
		try (Descriptor bound = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE)) {
			assertThatIllegalArgumentException().isThrownBy(() -> Molds.listener(bound))
				.withMessageStartingWith("Not a listening stream socket: fd ");
		}
	}

	@Test
	void bindToATakenPortNamesAddressAndError() throws IOException {
		try (Descriptor first = listening("127.0.0.1")) {
			int port = port(first);
			assertThatExceptionOfType(NativeException.class)
				.isThrownBy(() -> ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
						BindOptions.EXCLUSIVE))
				.withMessage("bind(127.0.0.1:" + port + ") failed: EADDRINUSE (Address already in use)")
				.satisfies((ex) -> {
					assertThat(ex.call()).isEqualTo("bind(127.0.0.1:" + port + ")");
					assertThat(ex.errno()).isEqualTo(98);
					assertThat(ex.errnoName()).isEqualTo("EADDRINUSE");
				});
		}
	}

	@Test
	void portCanBeReusedWhenBothSaySo() throws IOException {
		InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
		try (Descriptor first = ListeningSockets.bind(any, BindOptions.REUSE_PORT);
				Descriptor second = ListeningSockets.bind(
						new InetSocketAddress(InetAddress.getLoopbackAddress(), port(first)), BindOptions.REUSE_PORT)) {
			ListeningSockets.listen(first, 10);
			ListeningSockets.listen(second, 10);
			assertThat(second.inode()).isNotEqualTo(first.inode());
		}
	}

	@Test
	void bindDoesNotListenYet() throws IOException {
		try (Descriptor bound = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE)) {
			assertThat(SocketDescription.of(bound).listening()).isFalse();
			assertThatExceptionOfType(IOException.class)
				.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port(bound)));
			ListeningSockets.listen(bound, 10);
			assertThat(SocketDescription.of(bound).listening()).isTrue();
		}
	}

	@Test
	void unresolvedAddressIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(
				() -> ListeningSockets.bind(InetSocketAddress.createUnresolved("nowhere", 1), BindOptions.EXCLUSIVE));
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, INET", "::1, INET6", "::, INET6", "0.0.0.0, INET6" })
	void descriptionIsWhatTheKernelSays(String bind, SocketFamily family) throws IOException {
		try (Descriptor listening = listening(bind)) {
			SocketDescription description = SocketDescription.of(listening);
			assertThat(description.family()).isEqualTo(family);
			assertThat(description.kind()).isEqualTo(SocketKind.STREAM);
			assertThat(description.listening()).isTrue();
			InetSocketAddress address = (InetSocketAddress) description.localAddress();
			assertThat(address.getAddress().isAnyLocalAddress())
				.isEqualTo(InetAddress.getByName(bind).isAnyLocalAddress());
			assertThat(address.getAddress() instanceof Inet4Address).isEqualTo(family == SocketFamily.INET);
			assertThat(address.getPort()).isPositive();
		}
	}

	private static Descriptor listening(String address) throws IOException {
		Descriptor descriptor = ListeningSockets.bind(new InetSocketAddress(InetAddress.getByName(address), 0),
				BindOptions.EXCLUSIVE);
		ListeningSockets.listen(descriptor, 100);
		return descriptor;
	}

	private static int port(Descriptor descriptor) throws IOException {
		return ((InetSocketAddress) SocketDescription.of(descriptor).localAddress()).getPort();
	}

	private static Descriptor duplicateOf(Path path) throws IOException {
		SocketAddress address = UnixDomainSocketAddress.of(path);
		int number = OpenDescriptors.numbers()
			.filter(SocketOptions::isListening)
			.filter((candidate) -> isBoundTo(candidate, address))
			.findFirst()
			.orElseThrow();
		int copy = NativeSupport.libc().fcntl(number, Linux.F_DUPFD_CLOEXEC, 0);
		return Descriptor.owning(copy);
	}

	private static boolean isBoundTo(int number, SocketAddress address) {
		try {
			return address.equals(SocketDescription.of(number).localAddress());
		}
		catch (NativeException ex) {
			return false;
		}
	}

	private static long temporaryFiles() throws IOException {
		try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
			return files.filter((file) -> file.getFileName().toString().startsWith("socket_")).count();
		}
	}

	private static void assertTalks(Socket client, SocketChannel accepted) throws IOException {
		accepted.write(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)));
		assertThat(client.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
		client.getOutputStream().write("world".getBytes(StandardCharsets.US_ASCII));
		ByteBuffer received = ByteBuffer.allocate(5);
		while (received.hasRemaining() && accepted.read(received) >= 0) {
			// Reads until all five are there.
		}
		assertThat(new String(received.array(), StandardCharsets.US_ASCII)).isEqualTo("world");
	}

}
