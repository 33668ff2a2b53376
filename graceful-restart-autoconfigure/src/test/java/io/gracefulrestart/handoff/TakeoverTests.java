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
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.ControlListener;
import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Takeover}.
 */
@ExtendWith(LeakCheck.class)
class TakeoverTests {

	@TempDir
	private Path directory;

	@Test
	void missingDirectoryMeansNoPredecessorAndIsNotMade() throws Exception {
		Path path = this.directory.resolve("missing/demo.sock");
		assertThat(attempt(path))
			.isEqualTo(new TakeoverResult.NoPredecessor("directory " + path.getParent() + " does not exist"));
		assertThat(path.getParent()).doesNotExist();
	}

	@Test
	void missingSocketMeansNoPredecessor() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		assertThat(attempt(path))
			.isEqualTo(new TakeoverResult.NoPredecessor("control socket " + path + " does not exist"));
	}

	@Test
	void staleSocketMeansNoPredecessorAndIsLeftForBind() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		ControlListener.bind(path).close();
		assertThat(attempt(path))
			.isEqualTo(new TakeoverResult.NoPredecessor("nobody listens at control socket " + path + " any more"));
		assertThat(path).exists();
	}

	@Test
	void directoryWritableByOthersIsNotTrusted() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (TestPredecessor predecessor = new TestPredecessor(path)) {
			Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwxrwxrwx"));
			assertThatExceptionOfType(ControlSocketException.class).isThrownBy(() -> attempt(path))
				.withMessageContaining("is writable by others");
			Files.setPosixFilePermissions(this.directory, PosixFilePermissions.fromString("rwx------"));
			predecessor.expect();
		}
	}

	@Test
	void processOfAnotherUserIsNotBelieved() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (TestPredecessor predecessor = new TestPredecessor(path)) {
			Takeover takeover = new Takeover(predecessor.socket, TestPredecessor.TIMEOUTS, Processes.uid() + 1,
					PeerProcess::of);
			assertThatExceptionOfType(ControlSocketException.class)
				.isThrownBy(() -> takeover.attempt(TestSuccessor.HELLO, TestSuccessor.soon()))
				.withMessage("%s is listened on by uid %d (pid %d), but this process has uid %d", path, Processes.uid(),
						ProcessHandle.current().pid(), Processes.uid() + 1);
			predecessor.expect();
		}
	}

	@Test
	void processThatDoesNotAnswerIsAnErrorAtTheDeadline() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (ControlListener frozen = ControlListener.bind(path)) {
			assertThat(frozen).isNotNull();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> Takeover.attempt(ControlSocket.at(path), TestSuccessor.HELLO,
						Deadline.after(Duration.ofMillis(200))))
				.withMessage("the process that listens there did not answer HELLO; it may be stopped");
		}
	}

	@Test
	void processThatAnswersAByteNowAndThenIsAnErrorAtTheDeadline() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (ControlListener listener = ControlListener.bind(path)) {
			Thread dripping = new Thread(() -> drip(listener));
			dripping.start();
			assertThatExceptionOfType(SocketTimeoutException.class)
				.isThrownBy(() -> Takeover.attempt(ControlSocket.at(path), TestSuccessor.HELLO,
						Deadline.after(Duration.ofMillis(300))))
				.withMessageContaining("did not answer HELLO");
			dripping.join();
		}
	}

	private static void drip(ControlListener listener) {
		try (RawPeer peer = new RawPeer(listener.accept())) {
			for (char next : "GRST\0\1\0\3\0\0\177\177aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa".toCharArray()) {
				peer.say(String.valueOf(next));
				java.util.concurrent.locks.LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
			}
		}
		catch (IOException ex) {
			// The successor has given up.
		}
	}

	@Test
	void programThatClosesEveryConversationIsAnErrorInTheEnd() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		AtomicInteger accepted = new AtomicInteger();
		try (ControlListener listener = ControlListener.bind(path)) {
			Thread closing = new Thread(() -> closeAll(listener, accepted));
			closing.start();
			assertThatExceptionOfType(IOException.class).isThrownBy(() -> attempt(path))
				.withMessage("the process that listens there closes every conversation without a word;"
						+ " is it another program?");
			assertThat(accepted).hasValue(20);
			stopListening(listener);
			closing.join();
		}
	}

	@Test
	void predecessorThatDiesBeforeWelcomeLeavesNone() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (ControlListener listener = ControlListener.bind(path)) {
			Thread dying = new Thread(() -> {
				try (RawPeer peer = new RawPeer(listener.accept())) {
					peer.hear(Hello.class);
					stopListening(listener);
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			dying.start();
			assertThat(attempt(path))
				.isEqualTo(new TakeoverResult.NoPredecessor("nobody listens at control socket " + path + " any more"));
			dying.join();
		}
	}

	@Test
	void unexpectedAnswerIsAnError() throws Exception {
		Path path = this.directory.resolve("demo.sock");
		try (ControlListener listener = ControlListener.bind(path)) {
			Thread odd = new Thread(() -> {
				try (RawPeer peer = new RawPeer(listener.accept())) {
					peer.say(new Message.Commit());
					peer.hear(Hello.class);
					assertThat(peer.hear(Message.Bye.class).reason()).isEqualTo("COMMIT came instead of WELCOME");
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			odd.start();
			assertThatExceptionOfType(ProtocolException.class).isThrownBy(() -> attempt(path))
				.withMessage("COMMIT came instead of WELCOME");
			odd.join();
		}
	}

	private static void stopListening(ControlListener listener) {
		listener.close();
	}

	private static void closeAll(ControlListener listener, AtomicInteger accepted) {
		try {
			ControlConnection connection = listener.accept();
			while (connection != null) {
				accepted.incrementAndGet();
				connection.close();
				connection = listener.accept();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static TakeoverResult attempt(Path path) throws IOException {
		return Takeover.attempt(ControlSocket.at(path), TestSuccessor.HELLO, TestSuccessor.soon());
	}

}
