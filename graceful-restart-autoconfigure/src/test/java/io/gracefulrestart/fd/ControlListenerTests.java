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
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link ControlListener} and {@link ControlPathState}.
 */
class ControlListenerTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@TempDir
	private Path directory;

	private Path path;

	private DescriptorCount before;

	@BeforeEach
	void count() {
		this.path = this.directory.resolve("control.sock");
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.before.assertNoMore();
	}

	@Test
	void connectionsArriveAndCarryDescriptorsThatAccept() throws IOException {
		try (ControlListener listener = ControlListener.bind(this.path);
				ControlConnection client = ControlConnection.connect(this.path, TIMEOUT);
				ControlConnection server = accept(listener);
				Descriptor passed = Descriptor.inherited(NativeSupport.libc().socket(Linux.AF_UNIX, 1, 0))) {
			client.send(ByteBuffer.wrap(new byte[] { 1 }), List.of(passed), TIMEOUT);
			Received received = Objects.requireNonNull(server.receive(10, TIMEOUT));
			try (Descriptor arrived = received.descriptors().get(0)) {
				assertThat(arrived.inode()).isEqualTo(passed.inode());
			}
		}
	}

	@Test
	void bothSidesSeeEachOthersCredentials() throws IOException {
		try (ControlListener listener = ControlListener.bind(this.path);
				ControlConnection client = ControlConnection.connect(this.path, TIMEOUT);
				ControlConnection server = accept(listener)) {
			assertThat(client.peer()).isEqualTo(server.peer());
			assertThat(client.peer().pid()).isEqualTo((int) ProcessHandle.current().pid());
			assertThat(client.peer().uid()).isEqualTo(Processes.uid());
		}
	}

	@Test
	void foreignPeerIsServedToo() throws IOException {
		try (ControlListener listener = ControlListener.bind(this.path);
				UnixSocketChannel client = UnixSocketChannel.open(new UnixSocketAddress(this.path.toFile()));
				ControlConnection server = accept(listener)) {
			client.write(ByteBuffer.wrap("garbage".getBytes(StandardCharsets.US_ASCII)));
			assertThat(Objects.requireNonNull(server.receive(100, TIMEOUT)).bytes().remaining()).isEqualTo(7);
			assertThat(client.getRemoteSocketAddress().path()).isEqualTo(this.path.toString());
		}
	}

	@Test
	void onlyTheOwnerMayConnectWhateverTheUmaskSays() throws IOException {
		try (ControlListener listener = ControlListener.bind(this.path)) {
			assertThat(Files.getPosixFilePermissions(this.path))
				.isEqualTo(PosixFilePermissions.fromString("rw-------"));
			assertThat(listener.toString()).startsWith("control listener fd ");
		}
	}

	@Test
	void passedListenerServesTheSamePathAfterTheFirstHolderLeft() throws IOException {
		ControlListener first = ControlListener.bind(this.path);
		ControlListener second = ControlListener.adopt(first.duplicate());
		assertThat(second.inode()).isEqualTo(first.inode());
		first.close();
		try (second;
				ControlConnection client = ControlConnection.connect(this.path, TIMEOUT);
				ControlConnection server = accept(second)) {
			client.send(ByteBuffer.wrap(new byte[3]), List.of(), TIMEOUT);
			assertThat(server.receive(10, TIMEOUT)).isNotNull();
		}
		assertThat(this.path).exists();
	}

	@Test
	void closeWakesAcceptAndNotTheOtherHolders() throws Exception {
		ControlListener first = ControlListener.bind(this.path);
		try (ControlListener second = ControlListener.adopt(first.duplicate())) {
			Blocked one = Blocked.in(first::accept);
			Blocked two = Blocked.in(first::accept);
			Blocked other = Blocked.in(second::accept);
			first.close();
			first.close();
			assertThat(one.result()).isNull();
			assertThat(two.result()).isNull();
			assertThat(first.accept()).isNull();
			try (ControlConnection client = ControlConnection.connect(this.path, TIMEOUT);
					ControlConnection accepted = (ControlConnection) other.result()) {
				assertThat(client.isOpen()).isTrue();
				assertThat(accepted.isOpen()).isTrue();
			}
		}
	}

	@Test
	void whatIsNoControlListenerIsNotAdoptedAndStaysTheCallers() throws IOException {
		try (Descriptor tcp = ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
				BindOptions.EXCLUSIVE)) {
			ListeningSockets.listen(tcp, 1);
			assertThatIllegalArgumentException().isThrownBy(() -> ControlListener.adopt(tcp))
				.withMessageStartingWith("Not a listening Unix stream socket");
			assertThat(tcp.isOpen()).isTrue();
		}
		try (Descriptor file = Descriptor.inherited(NativeSupport.libc().eventfd(0, 0))) {
			assertThatExceptionOfType(NativeException.class).isThrownBy(() -> ControlListener.adopt(file))
				.satisfies((ex) -> assertThat(ex.errnoName()).isEqualTo("ENOTSOCK"));
		}
	}

	@Test
	void existingPathIsNotTakenAndNothingIsRemoved() throws IOException {
		Files.writeString(this.path, "precious");
		assertThatExceptionOfType(NativeException.class).isThrownBy(() -> ControlListener.bind(this.path))
			.withMessage("bind(" + this.path + ") failed: EADDRINUSE (Address already in use)");
		assertThat(this.path).hasContent("precious");
	}

	@Test
	void pathThatIsTooLongSaysHowLongItIs() {
		Path longPath = Path.of("/tmp/" + "a".repeat(103));
		assertThatIllegalArgumentException().isThrownBy(() -> ControlListener.bind(longPath))
			.withMessageContaining("107 bytes")
			.withMessageEndingWith("has 108");
		assertThatIllegalArgumentException().isThrownBy(() -> ControlConnection.connect(longPath, TIMEOUT));
	}

	@Test
	void longestPossiblePathWorks() throws IOException {
		int room = 107 - this.directory.toString().length() - 1;
		Path longest = this.directory.resolve("a".repeat(room));
		try (ControlListener listener = ControlListener.bind(longest);
				ControlConnection client = ControlConnection.connect(longest, TIMEOUT);
				ControlConnection server = accept(listener)) {
			assertThat(client.isOpen()).isTrue();
			assertThat(server.isOpen()).isTrue();
		}
	}

	@Test
	void connectTellsAMissingFromAStaleSocket() throws IOException {
		assertThatExceptionOfType(NativeException.class).isThrownBy(() -> ControlConnection.connect(this.path, TIMEOUT))
			.satisfies((ex) -> assertThat(ex.errnoName()).isEqualTo("ENOENT"));
		ControlListener.bind(this.path).close();
		assertThatExceptionOfType(NativeException.class).isThrownBy(() -> ControlConnection.connect(this.path, TIMEOUT))
			.withMessage("connect(" + this.path + ") failed: ECONNREFUSED (Connection refused)");
	}

	@Test
	void connectTimesOutWhileTheBacklogIsFull() throws IOException {
		List<ControlConnection> waiting = new ArrayList<>();
		try (ControlListener listener = ControlListener.bind(this.path)) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
				while (waiting.size() < 1000) {
					waiting.add(ControlConnection.connect(this.path, Duration.ofMillis(20)));
				}
			});
			assertThat(ControlListener.isLive(this.path)).isTrue();
			assertThat(listener.inode()).isPositive();
		}
		waiting.forEach(ControlConnection::close);
	}

	@Test
	void stateOfAPathIsTold() throws IOException {
		assertThat(ControlPathState.of(this.path)).isEqualTo(ControlPathState.ABSENT);
		try (ControlListener listener = ControlListener.bind(this.path)) {
			assertThat(ControlPathState.of(this.path)).isEqualTo(ControlPathState.LIVE);
			assertThat(ControlListener.isLive(this.path)).isTrue();
			try (ControlConnection probe = accept(listener)) {
				assertThat(probe.receive(1, TIMEOUT)).as("the question itself is a connection").isNull();
				assertThat(probe.receive(1, TIMEOUT)).isNull();
			}
			accept(listener).close();
		}
		assertThat(ControlPathState.of(this.path)).isEqualTo(ControlPathState.STALE);
		assertThat(ControlListener.isLive(this.path)).isFalse();
		assertThat(ControlPathState.of(this.directory)).isEqualTo(ControlPathState.NOT_A_SOCKET);
		Path file = Files.createFile(this.directory.resolve("file"));
		assertThat(ControlPathState.of(file)).isEqualTo(ControlPathState.NOT_A_SOCKET);
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), this.path);
		assertThat(ControlPathState.of(link)).isEqualTo(ControlPathState.NOT_A_SOCKET);
	}

	@Test
	void peerThatClosesBeforeItIsAcceptedIsEndOfFile() throws IOException {
		try (ControlListener listener = ControlListener.bind(this.path)) {
			try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
				client.connect(UnixDomainSocketAddress.of(this.path));
			}
			try (ControlConnection server = accept(listener)) {
				assertThat(server.receive(1, TIMEOUT)).isNull();
			}
		}
	}

	@Test
	void closedListenerCannotBePassed() throws IOException {
		ControlListener listener = ControlListener.bind(this.path);
		listener.close();
		assertThatIllegalStateException().isThrownBy(listener::duplicate);
	}

	private static ControlConnection accept(ControlListener listener) throws IOException {
		return Objects.requireNonNull(listener.accept());
	}

}
