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
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.LockFile;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ControlSocket}.
 */
@ExtendWith(LeakCheck.class)
class ControlSocketTests {

	@TempDir
	private Path temporary;

	@Test
	void isMadeWithItsDirectoryForTheOwnerAlone() throws Exception {
		Path path = this.temporary.resolve("control/demo.sock");
		try (ControlListener listener = ControlSocket.at(path).bind().orElseThrow()) {
			assertThat(listener).isNotNull();
			assertThat(ControlListener.isLive(path)).isTrue();
			assertThat(permissions(path)).isEqualTo("rw-------");
			assertThat(permissions(path.getParent())).isEqualTo("rwx------");
			assertThat(permissions(path.resolveSibling(ControlSocket.LOCK))).isEqualTo("rw-------");
		}
	}

	@Test
	void staleSocketIsReplaced() throws Exception {
		ControlSocket socket = ControlSocket.at(this.temporary.resolve("demo.sock"));
		socket.bind().orElseThrow().close();
		assertThat(ControlListener.isLive(socket.path())).isFalse();
		try (ControlListener listener = socket.bind().orElseThrow()) {
			assertThat(listener).isNotNull();
			assertThat(ControlListener.isLive(socket.path())).isTrue();
		}
	}

	@Test
	void liveSocketOfAnotherProcessIsLeftAlone() throws Exception {
		Path path = this.temporary.resolve("demo.sock");
		try (ControlListener listener = ControlSocket.at(path).bind().orElseThrow()) {
			ControlSocket other = ControlSocket.at(path);
			assertThat(other.bind()).isEmpty();
			other.remove();
			assertThat(listener).isNotNull();
			assertThat(ControlListener.isLive(path)).isTrue();
		}
	}

	@Test
	void oneOfManyThatStartAtTheSameMomentGetsIt() throws Exception {
		int starters = 8;
		ExecutorService threads = Executors.newFixedThreadPool(starters);
		try {
			for (int round = 0; round < 20; round++) {
				Path path = this.temporary.resolve("demo.sock");
				CyclicBarrier start = new CyclicBarrier(starters);
				List<Future<Optional<ControlListener>>> results = new ArrayList<>();
				for (int i = 0; i < starters; i++) {
					results.add(threads.submit(() -> {
						start.await();
						return ControlSocket.at(path).bind();
					}));
				}
				List<ControlListener> listeners = new ArrayList<>();
				for (Future<Optional<ControlListener>> result : results) {
					result.get().ifPresent(listeners::add);
				}
				assertThat(listeners).hasSize(1);
				assertThat(ControlListener.isLive(path)).isTrue();
				// The next round finds it stale.
				listeners.get(0).close();
			}
		}
		finally {
			threads.shutdown();
		}
	}

	@Test
	void whatIsNotASocketIsNeitherRemovedNorConnectedTo() throws Exception {
		Path directory = Files.createDirectory(this.temporary.resolve("directory"));
		Path file = Files.createFile(this.temporary.resolve("file"));
		Path link = Files.createSymbolicLink(this.temporary.resolve("link"), this.temporary.resolve("nowhere"));
		refuses(directory, "is a directory and not a socket");
		refuses(file, "is a file and not a socket");
		refuses(link, "is a symbolic link and not a socket");
	}

	@Test
	void symbolicLinkToALiveSocketIsNotFollowed() throws Exception {
		Path path = this.temporary.resolve("demo.sock");
		try (ControlListener listener = ControlSocket.at(path).bind().orElseThrow()) {
			assertThat(listener).isNotNull();
			refuses(Files.createSymbolicLink(this.temporary.resolve("link"), path),
					"is a symbolic link and not a socket");
		}
	}

	private void refuses(Path path, String reason) throws IOException {
		ControlSocket socket = ControlSocket.at(path);
		assertThatExceptionOfType(ControlSocketException.class).isThrownBy(socket::bind)
			.isExactlyInstanceOf(ControlSocketException.class)
			.withMessage(path + " " + reason);
		assertThatExceptionOfType(ControlSocketException.class)
			.isThrownBy(() -> Takeover.attempt(socket, TestSuccessor.HELLO, TestSuccessor.soon()))
			.withMessage(path + " " + reason);
		socket.remove();
		assertThat(Files.exists(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)).isTrue();
	}

	@Test
	void onlyItsOwnFileIsRemoved() throws Exception {
		ControlSocket first = ControlSocket.at(this.temporary.resolve("demo.sock"));
		first.bind().orElseThrow().close();
		ControlSocket second = ControlSocket.at(first.path());
		try (ControlListener listener = second.bind().orElseThrow()) {
			assertThat(listener).isNotNull();
			first.remove();
			assertThat(first.path()).exists();
			second.remove();
			second.remove();
			assertThat(first.path()).doesNotExist();
		}
	}

	@Test
	void removalOfWhatIsGoneDoesNothing() throws Exception {
		Path directory = Files.createDirectory(this.temporary.resolve("control"));
		ControlSocket socket = ControlSocket.at(directory.resolve("demo.sock"));
		socket.bind().orElseThrow().close();
		Files.delete(socket.path());
		Files.delete(directory.resolve(ControlSocket.LOCK));
		Files.delete(directory);
		socket.remove();
		assertThat(directory).doesNotExist();
	}

	@Test
	void pathOfExactlyTheLongestLengthWorksAndOneMoreByteIsRefused() throws Exception {
		String prefix = this.temporary + "/";
		Path longest = Path.of(prefix + "x".repeat(107 - prefix.length()));
		try (ControlListener listener = ControlSocket.at(longest).bind().orElseThrow()) {
			assertThat(listener).isNotNull();
		}
		assertThatExceptionOfType(ControlSocketException.class)
			.isThrownBy(() -> ControlSocket.at(Path.of(longest + "x")))
			.withMessage(longest + "x has 108 bytes, but the path of a socket has at most 107")
			.satisfies((ex) -> assertThat(ex.action())
				.isEqualTo("Name a shorter path with graceful-restart.handoff.socket."));
	}

	@Test
	void placeThatTakesNothingIsReportedAsSuch() throws Exception {
		for (Path path : List.of(this.temporary.resolve("missing/control/demo.sock"), Path.of("/sys/demo.sock"),
				Path.of("/proc/demo.sock"))) {
			assertThatExceptionOfType(ControlSocketException.class).as(path.toString())
				.isThrownBy(() -> ControlSocket.at(path).bind())
				.isExactlyInstanceOf(ControlSocketUnavailableException.class)
				.withMessageContaining("cannot be made");
		}
	}

	@Test
	void frozenProcessThatHoldsTheLockDoesNotHoldUpForEver() throws Exception {
		ControlSocket socket = ControlSocket.at(this.temporary.resolve("demo.sock"));
		LockFile lock = LockFile.acquire(this.temporary.resolve(ControlSocket.LOCK), Duration.ZERO);
		try {
			Deadline deadline = Deadline.after(Duration.ofSeconds(20));
			assertThatExceptionOfType(ControlSocketUnavailableException.class).isThrownBy(socket::bind)
				.withMessageContaining("another process holds the lock");
			assertThat(deadline.hasPassed()).isFalse();
		}
		finally {
			lock.close();
		}
	}

	private static String permissions(Path path) throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

}
