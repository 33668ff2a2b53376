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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.RestartResult;
import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.fd.DatagramReceiver;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.handoff.TestPredecessor;
import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import io.gracefulrestart.supervisor.NotifyEnvironment;
import io.gracefulrestart.supervisor.SupervisorSettings;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Supervision}, with a receiver in the place of systemd. What needs two
 * processes is for the process tests.
 */
@Timeout(60)
class SupervisionTests {

	private static final Duration PATIENCE = Duration.ofSeconds(20);

	private static final Duration QUIET = Duration.ofMillis(1200);

	@TempDir
	private Path directory;

	private DatagramReceiver systemd;

	private TestCore parts;

	private GracefulRestartLifecycle lifecycle;

	private final List<String> heard = new ArrayList<>();

	@BeforeEach
	void receive() throws IOException {
		this.systemd = DatagramReceiver.at(this.directory.resolve("notify"));
	}

	@AfterEach
	void close() {
		this.lifecycle.close();
		this.systemd.close();
	}

	private void create(Path controlSocket, Duration startTimeout, String... command) {
		this.parts = new TestCore(new LifecycleSettings("demo", controlSocket, null, Takeover.ALLOWED,
				Duration.ofSeconds(10), null, true, DrainSettings.withoutGrace(Duration.ZERO, Duration.ofSeconds(10)),
				Duration.ZERO, List.of(command), null,
				new SupervisorSettings(new NotifyEnvironment(this.systemd.address(), null), false, startTimeout),
				null));
		this.lifecycle = this.parts.lifecycle();
	}

	@Test
	void fromTheStartToTheEnd() throws IOException {
		DescriptorCount before = DescriptorCount.now();
		create(this.directory.resolve("demo.sock"), Duration.ofMinutes(1));
		this.lifecycle.begin();
		await("STATUS=Generation 1, starting");
		await("EXTEND_TIMEOUT_USEC=10000000");
		this.lifecycle.ready();
		assertThat(await("READY=1")).contains("STATUS=Generation 1, serving");
		this.lifecycle.shutdown();
		assertThat(await("STOPPING=1")).element(1).asString().startsWith("STATUS=Generation 1, stopping");
		await("EXTEND_TIMEOUT_USEC=35000000");
		assertThat(this.systemd).satisfies((receiver) -> assertThat(next(QUIET)).isNull());
		before.assertNoMore();
	}

	@Test
	void startIsGivenMoreTimeOnlyIfItMayTakeIt() throws IOException {
		create(this.directory.resolve("demo.sock"), Duration.ZERO);
		this.lifecycle.begin();
		await("STATUS=Generation 1, starting");
		assertThat(next(QUIET)).isNull();
	}

	@Test
	void restartThatFailsIsAReloadThatIsOver() throws Exception {
		create(this.directory.resolve("demo.sock"), Duration.ZERO, "/bin/sh", "-c", "sleep 2; exit 3");
		this.lifecycle.begin();
		this.lifecycle.ready();
		await("READY=1");
		RestartResult result = this.lifecycle.restart().settled().toCompletableFuture().get();
		assertThat(result.reason()).contains("status 3");
		assertThat(await("RELOADING=1")).hasSize(2);
		await("STATUS=Generation 1, serving; generation 2 being started");
		await("EXTEND_TIMEOUT_USEC=10000000");
		assertThat(await("READY=1")).last().asString().contains("failed: successor", "exited with status 3");
	}

	@Test
	void restartThatIsRefusedIsAReloadThatIsOverAtOnce() throws Exception {
		create(this.directory.resolve("demo.sock"), Duration.ZERO, "true");
		this.lifecycle.begin();
		this.lifecycle.restart();
		await("RELOADING=1");
		await("READY=1");
	}

	@Test
	void rehearsalIsNoReload() throws Exception {
		create(this.directory.resolve("demo.sock"), Duration.ZERO, "/bin/sh", "-c", "sleep 1.5; exit 3");
		this.lifecycle.begin();
		this.lifecycle.ready();
		await("READY=1");
		this.lifecycle.rehearse().settled().toCompletableFuture().get();
		this.lifecycle.shutdown();
		await("STOPPING=1");
		assertThat(this.heard).noneMatch((text) -> text.contains("RELOADING"));
	}

	@Test
	void successorIsSilentUntilItServes() throws Exception {
		Path socket = this.directory.resolve("demo.sock");
		try (TestPredecessor predecessor = new TestPredecessor(socket)) {
			create(socket, Duration.ofMinutes(1));
			this.lifecycle.begin();
			predecessor.expect("hello");
			assertThat(next(QUIET)).isNull();
			this.lifecycle.ready();
			assertThat(await("READY=1")).anyMatch((line) -> line.startsWith("STATUS=Generation 4, serving"));
			await("STATUS=Generation 4, serving; generation 3 draining, 1 request, 0 s left");
		}
	}

	// The lines of the message that has this one. What comes before is remembered.
	private List<String> await(String line) throws IOException {
		while (true) {
			List<String> lines = next(PATIENCE);
			assertThat(lines).as("nothing but " + this.heard).isNotNull();
			if (lines.contains(line)) {
				return lines;
			}
		}
	}

	private @Nullable List<String> next(Duration timeout) throws IOException {
		try (DatagramReceiver.Datagram datagram = this.systemd.receive(timeout)) {
			this.heard.add(datagram.text());
			return datagram.lines();
		}
		catch (SocketTimeoutException ex) {
			return null;
		}
	}

}
