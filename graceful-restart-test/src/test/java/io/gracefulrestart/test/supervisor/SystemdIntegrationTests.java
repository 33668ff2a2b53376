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

package io.gracefulrestart.test.supervisor;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ListeningSocket;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.ListenerView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Under systemd's socket activation, by its own {@code systemd-socket-activate(1)}: it
 * listens, and replaces itself by the application when the first client comes.
 */
class SystemdIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private final int management = FreePort.next();

	// What the application is configured with, which is not what systemd listens on.
	private final int configured = FreePort.next();

	@BeforeAll
	static void requireSystemd() {
		Requirements.program("systemd-socket-activate", "systemd");
	}

	@Test
	void listenersAreTakenByTheirNamesAndHandedOverUnderLoad() throws Exception {
		int port = this.run.port();
		ApplicationProcess first = this.run
			.launch(launcher().arguments("--graceful-restart.listener.mode=inherit").prefix(activation()));
		Map<Integer, Long> inodes = awaitListening(first);
		try (HttpConnection waking = Clients.open(port)) {
			assertThat(waking.get("/whoami", SampleRun.PATIENCE).answerer().pid()).isEqualTo(first.pid());
		}
		HandoffView view = HandoffView.at(this.management);
		assertThat(view.listeners()).extracting(ListenerView::origin).containsOnly("SYSTEMD");
		assertThat(view.listener("http").inode()).isEqualTo(inodes.get(port));
		assertThat(view.listener("management").inode()).isEqualTo(inodes.get(this.management));
		for (long inode : inodes.values()) {
			assertThat(DescriptorFlags.inheritable(first.pid(), inode)).isEmpty();
		}

		LoadResult result = handOver(first);
		assertThat(result.failed()).as(result.describe()).isZero();
		HandoffView next = HandoffView.at(this.management);
		assertThat(next.generation()).isEqualTo(2);
		assertThat(next.listeners()).extracting(ListenerView::origin).containsOnly("HANDOFF");
		assertThat(next.listener("http").inode()).isEqualTo(inodes.get(port));
		assertThat(next.listener("management").inode()).isEqualTo(inodes.get(this.management));
	}

	@Test
	void unixSocketIsTakenByItsNameAndHandedOverUnderLoadAndItsPathStays() throws Exception {
		Path socket = this.run.directory().resolve("systemd.sock");
		Path configured = this.run.directory().resolve("configured.sock");
		ApplicationProcess last = handOverUnix(socket, "unix", configured);
		assertThat(HandoffView.at(this.run.port()).listener("unix").address()).isEqualTo(socket.toString());
		assertThat(configured).doesNotExist();
		assertEndsAndLeavesPath(last, socket);
	}

	@Test
	void unixSocketIsTakenByItsPath() throws Exception {
		Path socket = this.run.directory().resolve("systemd.sock");
		assertEndsAndLeavesPath(handOverUnix(socket, "web", socket), socket);
	}

	private ApplicationProcess handOverUnix(Path socket, String name, Path configured) throws Exception {
		ApplicationLauncher launcher = SampleRun.quick(this.run.jarLauncher())
			.arguments("--server.port=" + this.run.port(), "--sample.unix-socket=" + configured);
		ApplicationProcess first = this.run.launch(launcher.prefix("systemd-socket-activate", "--listen=" + socket,
				"--fdname=" + name, "--setenv=XDG_RUNTIME_DIR", "--setenv=RUNTIME_DIRECTORY",
				"--setenv=GRACEFUL_RESTART_TEST_LINEAGE"));
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> Files.exists(socket));
		assertThat(HttpConnection.get(socket, "/whoami", SampleRun.PATIENCE).answerer().pid()).isEqualTo(first.pid());
		ListenerView inherited = HandoffView.at(this.run.port()).listener("unix");
		assertThat(inherited.origin()).isEqualTo("SYSTEMD");
		LoadPlan plan = LoadPlan.against(socket)
			.clients(4, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(4, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.niceness(10);
		try (Load load = plan.start()) {
			ApplicationProcess second = this.run.startSuccessor(launcher);
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(HandoffView.at(this.run.port()).listener("unix").inode()).isEqualTo(inherited.inode());
			assertThat(HandoffView.at(this.run.port()).listener("unix").origin()).isEqualTo("HANDOFF");
			return second;
		}
	}

	// systemd's own listens on, and this one has passed its socket on and is gone: nobody
	// but systemd removes the path, which it does when it binds it anew.
	private static void assertEndsAndLeavesPath(ApplicationProcess last, Path socket) {
		last.signal(ProcessSignal.TERM);
		last.awaitExit(SampleRun.PATIENCE);
		assertThat(socket).exists();
	}

	private LoadResult handOver(ApplicationProcess first) throws Exception {
		LoadPlan plan = LoadPlan.against(Clients.HOST, this.run.port())
			.clients(4, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(4, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.niceness(10);
		try (Load load = plan.start()) {
			this.run.startSuccessor(launcher());
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			return load.stop();
		}
	}

	private ApplicationLauncher launcher() {
		return SampleRun.quick(this.run.jarLauncher())
			.arguments("--server.port=" + this.configured, "--management.server.port=1");
	}

	private String[] activation() {
		return new String[] { "systemd-socket-activate", "--listen=" + Clients.HOST + ":" + this.management,
				"--listen=" + Clients.HOST + ":" + this.run.port(), "--fdname=management:http",
				// It passes on nothing that it is not told to.
				"--setenv=XDG_RUNTIME_DIR", "--setenv=RUNTIME_DIRECTORY", "--setenv=GRACEFUL_RESTART_TEST_LINEAGE" };
	}

	private Map<Integer, Long> awaitListening(ApplicationProcess process) {
		return Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.until(() -> process.listeningSockets()
				.stream()
				.collect(Collectors.toMap((socket) -> socket.address().getPort(), ListeningSocket::inode)),
					(sockets) -> sockets.size() == 2);
	}

}
