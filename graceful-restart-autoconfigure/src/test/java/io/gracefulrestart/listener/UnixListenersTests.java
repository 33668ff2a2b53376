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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.DescriptorCount;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link UnixListeners}, by way of {@link BoundListeners}.
 */
class UnixListenersTests {

	private final BoundListeners source = new BoundListeners(ListenerMode.AUTO);

	@TempDir
	private Path directory;

	private Path path;

	private DescriptorCount before;

	@BeforeEach
	void prepare() throws IOException {
		this.path = this.directory.resolve("app.sock");
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.before.assertNoMore();
	}

	@Test
	void listenerAcceptsTellsWhereItIsAndTakesItsPathWithIt() throws IOException {
		try (Listener listener = this.source.take(request())) {
			UnixSockets.assertAccepts(listener);
			UnixSockets.assertAccepts(listener);
			assertThat(listener.address()).isEqualTo(UnixDomainSocketAddress.of(this.path));
			assertThat(listener.requested()).isEqualTo(UnixDomainSocketAddress.of(this.path));
			assertThat(listener.origin()).isEqualTo(Origin.BIND);
			assertThat(listener).hasToString("unix " + this.path + " (bind, socket:[" + listener.inode() + "])");
			assertThat(listener.sharing()).isNull();
		}
		assertThat(this.path).doesNotExist();
	}

	@Test
	void permissionsAreThoseThatWereAskedForWhateverTheUmask() throws IOException {
		for (String permissions : new String[] { "rw-rw-rw-", "rwx------", "rw-rw----" }) {
			ListenerRequest request = new ListenerRequest("unix", UnixDomainSocketAddress.of(this.path), 50,
					PosixFilePermissions.fromString(permissions));
			try (Listener listener = this.source.take(request)) {
				assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.path)))
					.isEqualTo(permissions);
				UnixSockets.assertAccepts(listener);
			}
		}
	}

	@Test
	void withoutPermissionsTheUmaskDecidesAsForTomcat() throws IOException {
		Path tomcats = this.directory.resolve("tomcat.sock");
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
				Listener listener = this.source.take(request())) {
			channel.bind(UnixDomainSocketAddress.of(tomcats));
			assertThat(Files.getPosixFilePermissions(this.path)).isEqualTo(Files.getPosixFilePermissions(tomcats));
			assertThat(listener.hasPending()).isFalse();
		}
	}

	@Test
	void whatADeadProcessHasLeftIsRemoved() throws IOException {
		UnixSockets.leaveStale(this.path);
		try (Listener listener = this.source.take(request())) {
			UnixSockets.assertAccepts(listener);
		}
	}

	@Test
	void livePathIsRefusedAndItsHolderNamed() throws IOException {
		try (Listener first = this.source.take(request())) {
			assertThatExceptionOfType(PortTakenException.class).isThrownBy(() -> this.source.take(request()))
				.withMessageStartingWith("Listener 'unix': bind(" + this.path
						+ ") failed: another process listens there;" + " this process, ")
				.satisfies((ex) -> {
					assertThat(ex.address()).isEqualTo(UnixDomainSocketAddress.of(this.path));
					assertThat(ex.holder().pid()).isEqualTo(ProcessHandle.current().pid());
				});
			// One connection has come and gone.
			UnixSockets.acceptOne(first);
			UnixSockets.assertAccepts(first);
		}
	}

	@Test
	void whatIsNoSocketIsRefusedByItsKindAndLeftAlone() throws IOException {
		assertRefused(Files.createDirectory(this.path), "is a directory and not a socket");
		Files.delete(this.path);
		assertRefused(Files.writeString(this.path, "precious"), "is a file and not a socket");
		assertThat(this.path).hasContent("precious");
		Files.delete(this.path);
		assertRefused(Files.createSymbolicLink(this.path, Path.of("elsewhere")), "is a symbolic link and not a socket");
		assertThat(this.path).isSymbolicLink();
	}

	@Test
	void symbolicLinkToALiveSocketIsRefusedToo() throws IOException {
		Path live = this.directory.resolve("live.sock");
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.bind(UnixDomainSocketAddress.of(live));
			assertRefused(Files.createSymbolicLink(this.path, live), "is a symbolic link and not a socket");
			assertThat(Files.exists(live, LinkOption.NOFOLLOW_LINKS)).isTrue();
		}
	}

	@Test
	void socketOfAnotherKindIsRefused() throws IOException {
		Process other = UnixSockets.bindDatagram(this.path);
		try {
			assertRefused(this.path, "is there, and it cannot be found out whether a process listens");
			assertThat(this.path).exists();
		}
		finally {
			other.destroy();
			other.onExit().join();
		}
	}

	@Test
	void pathThatIsTooLongIsRefusedByItsLength() {
		this.path = this.directory.resolve("x".repeat(108 - this.directory.toString().length() - 1));
		assertThat(this.path.toString()).hasSize(108);
		assertRefused(this.path, "must not be longer than 107 bytes, but '" + this.path + "' has 108");
	}

	@Test
	void longestPathIsTaken() throws IOException {
		this.path = this.directory.resolve("x".repeat(107 - this.directory.toString().length() - 1));
		try (Listener listener = this.source.take(request())) {
			// The JDK's own channels take one byte less.
			ControlConnection.connect(this.path, Duration.ofSeconds(5)).close();
			UnixSockets.acceptOne(listener);
		}
		assertThat(this.path).doesNotExist();
	}

	@Test
	void directoryThatIsMissingIsNamed() {
		this.path = this.directory.resolve("missing/app.sock");
		assertRefused(this.path, "cannot be made: bind(" + this.path + ") failed: ENOENT");
	}

	@Test
	void pathStaysAsLongAsSomebodyHoldsTheSocket() throws IOException {
		Listener listener = this.source.take(request());
		Descriptor successors = listener.duplicate();
		listener.close();
		assertThat(this.path).exists();
		Listener passed = Listener.handedOff(new HandedOffListener("unix", null, false, successors));
		UnixSockets.assertAccepts(passed);
		passed.close();
		assertThat(this.path).doesNotExist();
	}

	@Test
	void pathOfASupervisorsSocketStays() throws IOException {
		try (ServerSocketChannel supervisor = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			Listener listener = this.source.take(request());
			Descriptor copy = listener.duplicate();
			Descriptor passed = listener.duplicate();
			Listener inherited = Listener.of("unix", Origin.SYSTEMD, null, copy);
			Listener successors = Listener.handedOff(new HandedOffListener("unix", null, true, passed));
			assertThat(successors.isHeldBySupervisor()).isTrue();
			listener.close();
			inherited.withdraw();
			inherited.close();
			successors.withdraw();
			successors.close();
			assertThat(this.path).exists();
			assertThat(supervisor.isOpen()).isTrue();
		}
	}

	@Test
	void whatSomebodyElseHasPutThereStays() throws IOException {
		Listener listener = this.source.take(request());
		Files.delete(this.path);
		Files.writeString(this.path, "another one's");
		listener.withdraw();
		listener.close();
		assertThat(this.path).hasContent("another one's");
		Files.delete(this.path);

		Listener second = this.source.take(request());
		Files.delete(this.path);
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			other.bind(UnixDomainSocketAddress.of(this.path));
			second.withdraw();
			second.close();
			assertThat(this.path).exists();
		}
	}

	@Test
	void whatSomebodyElseHadPutThereBeforeTheHandoffStays() throws IOException {
		Listener predecessors = this.source.take(request());
		Files.delete(this.path);
		try (ServerSocketChannel other = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			other.bind(UnixDomainSocketAddress.of(this.path));
			Listener passed = Listener.handedOff(new HandedOffListener("unix", null, false, predecessors.duplicate()));
			predecessors.close();
			passed.withdraw();
			passed.close();
			assertThat(this.path).exists();
			SocketChannel.open(UnixDomainSocketAddress.of(this.path)).close();
		}
	}

	@Test
	void whoeverIsInTheQueueIsServedAfterThePathIsGone() throws IOException {
		try (Listener listener = this.source.take(request());
				SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(this.path))) {
			assertThat(listener.hasPending()).isTrue();
			listener.withdraw();
			assertThat(this.path).doesNotExist();
			assertThatIOException().isThrownBy(() -> SocketChannel.open(UnixDomainSocketAddress.of(this.path)));
			try (ServerSocketChannel channel = listener.open(); SocketChannel accepted = channel.accept()) {
				accepted.write(ByteBuffer.wrap(new byte[] { 42 }));
				ByteBuffer answer = ByteBuffer.allocate(1);
				client.read(answer);
				assertThat(answer.get(0)).isEqualTo((byte) 42);
			}
			assertThat(listener.hasPending()).isFalse();
		}
	}

	@Test
	void addressOfAPortOrAnAbsolutePathIsAskedFor() {
		InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere", 80);
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new ListenerRequest("http", unresolved, 0));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new ListenerRequest("unix", UnixDomainSocketAddress.of("app.sock"), 0))
			.withMessage("Listener 'unix' is neither for a port nor for an absolute path: app.sock");
	}

	private ListenerRequest request() {
		return new ListenerRequest("unix", UnixDomainSocketAddress.of(this.path), 50);
	}

	private void assertRefused(Path refused, String reason) {
		assertThatExceptionOfType(SocketPathException.class).isThrownBy(() -> this.source.take(request()))
			.withMessageStartingWith("Listener 'unix': " + refused + " ")
			.withMessageContaining(reason)
			.satisfies((ex) -> {
				assertThat(ex.name()).isEqualTo("unix");
				assertThat(ex.path()).isEqualTo(refused);
				assertThat(ex.action()).isNotEmpty().doesNotEndWith(".");
			});
	}

}
