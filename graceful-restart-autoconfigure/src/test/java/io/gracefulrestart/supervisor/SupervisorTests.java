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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

import io.gracefulrestart.fd.DatagramReceiver;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervisor}, with a receiver in the place of systemd.
 */
@ExtendWith(OutputCaptureExtension.class)
class SupervisorTests {

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private static final Duration QUIET = Duration.ofMillis(200);

	private static final long OWN = ProcessHandle.current().pid();

	private final Listeners listeners = new Listeners(ListenerMode.BIND, InheritedListeners.none());

	private final AtomicReference<String> ailment = new AtomicReference<>();

	private DatagramReceiver systemd;

	@BeforeEach
	void receive(@TempDir Path directory) throws IOException {
		this.systemd = DatagramReceiver.at(directory.resolve("notify"));
	}

	@AfterEach
	void close() {
		this.systemd.close();
		this.listeners.close();
	}

	@Test
	void whoServesIsReadyAndTheMainProcess() throws IOException {
		Supervisor supervisor = supervisor(null, false);
		supervisor.serves("Generation 1, serving", List.of(), List.of());
		assertThat(next()).containsExactly("READY=1", main(OWN), "STATUS=Generation 1, serving");
		assertThat(supervisor.report().mainProcess()).isTrue();
	}

	@Test
	void restartThatFailsIsAReloadThatIsOver() throws IOException {
		Supervisor supervisor = supervisor(null, false);
		supervisor.reloaded("nothing was begun");
		supervisor.reloading();
		supervisor.reloading();
		assertThat(next()).hasSize(2).first().isEqualTo("RELOADING=1");
		supervisor.reloaded("Generation 1, serving; restart failed");
		assertThat(next()).containsExactly("READY=1", main(OWN), "STATUS=Generation 1, serving; restart failed");
		assertQuiet();
	}

	@Test
	void instantOfAReloadIsBySystemdsClock() throws IOException {
		long before = System.nanoTime() / 1000;
		supervisor(null, false).reloading();
		long said = Long.parseLong(next().get(1).substring("MONOTONIC_USEC=".length()));
		assertThat(said).isBetween(before, System.nanoTime() / 1000 + 1);
	}

	@Test
	void whoIsReplacedNamesItsSuccessorAndIsSilentThen() throws IOException {
		Supervisor supervisor = supervisor(null, true);
		supervisor.reloading();
		next();
		supervisor.replacedBy(OWN);
		assertThat(next()).containsExactly("READY=1", main(OWN));
		supervisor.status("draining");
		supervisor.extendTimeout(PATIENCE);
		supervisor.reloaded("x");
		supervisor.stopping("never from a replaced one");
		supervisor.close();
		assertQuiet();
	}

	@Test
	void whoServesAgainIsTheMainProcessAgain() throws IOException {
		Supervisor supervisor = supervisor(null, false);
		supervisor.replacedBy(OWN);
		next();
		supervisor.serves("Generation 1, serving", List.of(), List.of());
		assertThat(next()).contains("READY=1", main(OWN));
		supervisor.stopping("Generation 1, stopping");
		assertThat(next()).containsExactly("STOPPING=1", "STATUS=Generation 1, stopping");
	}

	@Test
	void successorThatCannotBeSeenIsNotNamed() throws IOException {
		supervisor(null, false).replacedBy(0);
		assertQuiet();
	}

	@Test
	void statusIsSaidOnce() throws IOException {
		Supervisor supervisor = supervisor(null, false);
		supervisor.status("a");
		supervisor.status("a");
		supervisor.status("b");
		assertThat(next()).containsExactly("STATUS=a");
		assertThat(next()).containsExactly("STATUS=b");
		assertQuiet();
	}

	@Test
	void watchdogHearsAsLongAsTheApplicationLives(CapturedOutput output) throws IOException {
		Supervisor supervisor = supervisor(Duration.ofMillis(300), false);
		supervisor.serves("Generation 1, serving", List.of(), List.of());
		assertThat(next()).last().isEqualTo("WATCHDOG=1");
		assertThat(next()).containsExactly("WATCHDOG=1");
		this.ailment.set("LivenessState is BROKEN");
		Awaitility.await().atMost(PATIENCE).until(() -> output.getOut().contains("LivenessState is BROKEN"));
		drain();
		assertQuiet();
		this.ailment.set(null);
		assertThat(next()).containsExactly("WATCHDOG=1");
		supervisor.replacedBy(0);
		drain();
		assertQuiet();
	}

	@Test
	void watchdogHearsNothingOfAnApplicationThatHangs() throws IOException {
		CountDownLatch hanging = new CountDownLatch(1);
		Supervisor supervisor = new Supervisor(settings(Duration.ofMillis(300), false), () -> {
			try {
				hanging.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			return Optional.empty();
		});
		supervisor.serves("Generation 1, serving", List.of(), List.of());
		assertThat(next()).last().isEqualTo("WATCHDOG=1");
		assertQuiet();
		hanging.countDown();
		assertThat(next()).containsExactly("WATCHDOG=1");
		supervisor.close();
	}

	@Test
	void listenersAreStoredByTheirNames() throws IOException {
		Listener http = listen("http");
		Listener odd = listen("a:b");
		Supervisor supervisor = supervisor(null, true);
		supervisor.serves("x", List.of(http, odd), List.of("old"));
		next();
		assertThat(next()).containsExactly("FDSTOREREMOVE=1", "FDNAME=old");
		try (DatagramReceiver.Datagram stored = this.systemd.receive(PATIENCE)) {
			assertThat(stored.lines()).containsExactly("FDSTORE=1", "FDNAME=http");
			assertThat(stored.descriptors()).hasSize(1);
			assertThat(stored.descriptors().get(0).inode()).isEqualTo(http.inode());
		}
		assertThat(supervisor.report().storedListeners()).containsExactly("http");
		assertQuiet();
	}

	@Test
	void listenerThatTakesTheNameOfAnotherIsStoredAfterThatIsGone() throws IOException {
		Listener http = listen("http");
		supervisor(null, true).serves("x", List.of(http), List.of("http"));
		next();
		assertThat(next()).containsExactly("FDSTOREREMOVE=1", "FDNAME=http");
		assertThat(next()).containsExactly("FDSTORE=1", "FDNAME=http");
	}

	@Test
	void storeWithoutASupervisorIsWarnedOf(CapturedOutput output) {
		Supervisor supervisor = new Supervisor(new SupervisorSettings(NotifyEnvironment.NONE, true, Duration.ZERO),
				Optional::empty);
		assertThat(output).contains("fd-store is true, but there is no NOTIFY_SOCKET");
		supervisor.serves("x", List.of(), List.of());
		supervisor.reloading();
		supervisor.replacedBy(1);
		assertThat(supervisor.report()).isNull();
	}

	@Test
	void supervisorThatDoesNotListenIsWarnedOfOnce(CapturedOutput output) throws IOException {
		Supervisor supervisor = supervisor(null, false);
		this.systemd.close();
		supervisor.status("a");
		supervisor.status("b");
		assertThat(output.getOut().split("cannot be told what happens here")).hasSize(2);
	}

	private Supervisor supervisor(@Nullable Duration watchdog, boolean store) {
		return new Supervisor(settings(watchdog, store), () -> Optional.ofNullable(this.ailment.get()));
	}

	private SupervisorSettings settings(@Nullable Duration watchdog, boolean store) {
		return new SupervisorSettings(new NotifyEnvironment(this.systemd.address(), watchdog), store, Duration.ZERO);
	}

	private Listener listen(String name) throws IOException {
		return this.listeners.obtain(new ListenerRequest(name, new InetSocketAddress("127.0.0.1", 0), 1));
	}

	// Where this runs in a container, process numbers are not told.
	private static String main(long pid) {
		return ProcessNumbers.areShared(System.getenv()) ? "MAINPID=" + pid : "";
	}

	private List<String> next() throws IOException {
		try (DatagramReceiver.Datagram datagram = this.systemd.receive(PATIENCE)) {
			List<String> lines = new ArrayList<>(datagram.lines());
			if (!ProcessNumbers.areShared(System.getenv()) && lines.contains("READY=1")) {
				lines.add(1, "");
			}
			return lines;
		}
	}

	private void drain() {
		try {
			while (true) {
				this.systemd.receive(Duration.ZERO).close();
			}
		}
		catch (IOException ex) {
			// Nothing is left.
		}
	}

	private void assertQuiet() throws IOException {
		try (DatagramReceiver.Datagram datagram = this.systemd.receive(QUIET)) {
			assertThat(datagram.text()).as("nothing more is said").isNull();
		}
		catch (SocketTimeoutException ex) {
			// As it should be.
		}
	}

}
