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

package io.gracefulrestart.test.listener;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes that share a port and do not talk to each other: any number, of any kind,
 * coming and leaving one by one.
 * <p>
 * Long, because each way to join and to leave a group has its test.
 */
class SharedPortGroupIntegrationTests {

	private static final int REQUESTS = 100;

	private static final int NOBODY = 65534;

	// Two are accepted, then Tomcat stops; the kernel queues one more than it is told.
	private static final int QUEUED = 5;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void ofThreeEachCanLeaveAndTheLastRefusesLateClientsInsteadOfResettingThem() throws Exception {
		ApplicationProcess first = this.run.start(launcher());
		ApplicationProcess second = this.run.start(launcher());
		ApplicationProcess third = this.run.start(launcher());
		try (Load load = plan("127.0.0.1").start()) {
			for (ApplicationProcess leaving : List.of(second, first)) {
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
				leave(leaving, "new connections go to the others");
			}
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			assertFlawless(load.stop());
		}
		LoadPlan newcomers = LoadPlan.against("127.0.0.1", this.run.port())
			.clients(8, LoadPattern.newConnection("/whoami", Pace.BACK_TO_BACK))
			.timeout(SampleRun.PATIENCE);
		try (Load load = newcomers.start()) {
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			leave(third, "there is no other, late clients are refused");
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isEqualTo(result.figures().outcome(Outcome.REFUSED));
		}
	}

	@Test
	void whenOneIsNotOursThenItGetsItsShareAndNobodyIsLost() throws Exception {
		ApplicationProcess first = this.run.start(launcher());
		try (Foreigner foreigner = new Foreigner(this.run.port())) {
			ApplicationProcess second = this.run.start(launcher());
			try (Load load = plan("127.0.0.1").start()) {
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
				leave(first, "new connections go to the others");
				int before = foreigner.served();
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
				assertThat(foreigner.served()).isGreaterThan(before);
				assertFlawless(load.stop());
			}
			leave(second, "new connections go to the others");
			assertThat(Clients.isRefused(this.run.port())).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, ::1", "::, 127.0.0.1", "::, ::1", "0.0.0.0, 127.0.0.1" })
	void addressesOfEitherFamilyCanBeShared(String address, String client) throws Exception {
		if (address.contains(":")) {
			Requirements.ipv6();
		}
		ApplicationLauncher launcher = launcher().arguments("--server.address=" + address);
		ApplicationProcess first = this.run.start(launcher);
		ApplicationProcess second = this.run.start(launcher);
		try (Load load = plan(client).start()) {
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			leave(first, "new connections go to the others");
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			assertFlawless(result);
			assertThat(result.answerers()).extracting("pid").contains(second.pid());
		}
	}

	@Test
	void serviceUserNeedsNoPrivilege() throws Exception {
		Requirements.root();
		Requirements.program("setpriv", "util-linux");
		Path directory = this.run.directory();
		Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
		Path jar = Files.copy(SampleRun.jar(), directory.resolve("app.jar"));
		ApplicationLauncher launcher = SampleRun.quickJvm(ApplicationLauncher.of(jar))
			.jvmArguments("-Djava.io.tmpdir=" + directory)
			.workingDirectory(directory)
			.arguments("--server.port=" + this.run.port())
			.arguments(arguments())
			.readyLine("Generation 1 serving")
			.prefix("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups", "--inh-caps=-all",
					"--bounding-set=-all", "--no-new-privs");
		ApplicationProcess serving = this.run.start(launcher);
		LoadPlan plan = LoadPlan.against("127.0.0.1", this.run.port())
			.clients(16, LoadPattern.newConnection())
			.timeout(SampleRun.PATIENCE);
		try (Load load = plan.start()) {
			for (int i = 0; i < 3; i++) {
				ApplicationProcess next = this.run.start(launcher);
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
				leave(serving, "new connections go to the others");
				assertThat(String.join("\n", serving.output())).doesNotContain("Others share the port");
				serving = next;
			}
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			assertFlawless(load.stop());
		}
	}

	@Test
	void whenTheQueueIsFullThenWhoWaitsInItIsServed() throws Exception {
		ApplicationProcess first = this.run.start(launcher().arguments("--server.tomcat.max-connections=2",
				"--server.tomcat.accept-count=2", "--server.tomcat.connection-timeout=5m"));
		List<HttpConnection> waiting = new ArrayList<>();
		try {
			while (waiting.size() < QUEUED) {
				HttpConnection connection = HttpConnection.open("127.0.0.1", this.run.port(), SampleRun.PATIENCE);
				connection.send("GET /whoami HTTP/1.1\r\nHost: test\r\n");
				waiting.add(connection);
			}
			ApplicationProcess second = this.run.start(launcher());
			first.signal(ProcessSignal.TERM);
			first.awaitLine("new connections go to the others", SampleRun.PATIENCE);
			for (int i = 0; i < 10; i++) {
				assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(second.pid());
			}
			for (HttpConnection connection : waiting) {
				connection.send("Connection: close\r\n\r\n");
				assertThat(connection.receive(SampleRun.PATIENCE).answerer().pid()).isEqualTo(first.pid());
			}
			first.awaitExit(SampleRun.PATIENCE);
		}
		finally {
			waiting.forEach(HttpConnection::close);
		}
	}

	@Test
	void managementPortIsNotShared() throws Exception {
		int management = FreePort.next();
		ApplicationProcess first = this.run.start(launcher().arguments("--management.server.port=" + management));
		ApplicationProcess refused = this.run
			.runToItsEnd(launcher().arguments("--management.server.port=" + management));
		assertThat(refused.exitStatus()).isEqualTo(1);
		assertThat(String.join("\n", refused.output())).contains("APPLICATION FAILED TO START",
				"Listener 'management' cannot be bound to port " + management, "The management port is not shared");
		assertThat(HandoffView.at(management).pid()).isEqualTo(first.pid());
		int other = FreePort.next();
		ApplicationProcess second = this.run.start(launcher().arguments("--management.server.port=" + other));
		assertThat(HandoffView.at(management).pid()).isEqualTo(first.pid());
		assertThat(HandoffView.at(other).pid()).isEqualTo(second.pid());
		assertThat(HandoffView.at(other).listener("management").origin()).isEqualTo("BIND");
		leave(first, "new connections go to the others");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(second.pid());
	}

	@Test
	void managementPortOfAPredecessorMoves() throws Exception {
		int management = FreePort.next();
		ApplicationLauncher launcher = this.run.quickLauncher()
			.arguments("--graceful-restart.listener.mode=reuse-port", "--management.server.port=" + management);
		ApplicationProcess first = this.run.startSuccessor(launcher);
		long inode = HandoffView.at(management).listener("management").inode();
		ApplicationProcess second = this.run.startSuccessor(launcher);
		first.awaitExit(SampleRun.PATIENCE);
		HandoffView view = HandoffView.at(management);
		assertThat(view.pid()).isEqualTo(second.pid());
		assertThat(view.listener("management").origin()).isEqualTo("HANDOFF");
		assertThat(view.listener("management").inode()).isEqualTo(inode);
		assertThat(view.listener("http").origin()).isEqualTo("REUSE_PORT");
	}

	@Test
	void portThatAnotherProcessDoesNotShareIsFoundAtTheStart() throws Exception {
		try (ServerSocketChannel other = ServerSocketChannel.open()) {
			other.bind(new InetSocketAddress("0.0.0.0", this.run.port()));
			ApplicationProcess refused = this.run.runToItsEnd(launcher());
			assertThat(refused.exitStatus()).isEqualTo(1);
			assertThat(String.join("\n", refused.output())).contains("APPLICATION FAILED TO START",
					"process " + ProcessHandle.current().pid(), "with 'graceful-restart.listener.mode=reuse-port'");
		}
	}

	private static void leave(ApplicationProcess process, String way) {
		process.signal(ProcessSignal.TERM);
		process.awaitExit(SampleRun.PATIENCE);
		assertThat(String.join("\n", process.output())).contains(way);
	}

	private static void assertFlawless(LoadResult result) {
		assertThat(result.failed()).as(result.describe()).isZero();
		assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
	}

	private LoadPlan plan(String host) {
		return LoadPlan.against(host, this.run.port())
			.clients(4, LoadPattern.newConnection("/slow?ms=1", Pace.perSecond(100)))
			.clients(4, LoadPattern.keepAlive("/slow?ms=1", Pace.perSecond(20)))
			.timeout(SampleRun.PATIENCE);
	}

	private ApplicationLauncher launcher() {
		return this.run.quickLauncher().arguments(arguments()).readyLine("Generation 1 serving");
	}

	private static String[] arguments() {
		return new String[] { "--graceful-restart.listener.mode=reuse-port",
				"--graceful-restart.handoff.enabled=false" };
	}

	/**
	 * Another server on the same port, which knows nothing of ours.
	 */
	private static final class Foreigner implements AutoCloseable {

		private static final ByteBuffer ANSWER = StandardCharsets.US_ASCII
			.encode("HTTP/1.1 200 OK\r\nX-Generation: 1\r\nX-Pid: 1\r\nContent-Length: 1\r\n"
					+ "Connection: close\r\nContent-Type: text/plain\r\n\r\n1")
			.asReadOnlyBuffer();

		private final ServerSocketChannel listener = ServerSocketChannel.open();

		private final List<SocketChannel> accepted = new ArrayList<>();

		Foreigner(int port) throws IOException {
			this.listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
			this.listener.bind(new InetSocketAddress("::", port));
			Thread thread = new Thread(this::serve, "foreigner");
			thread.setDaemon(true);
			thread.start();
		}

		private void serve() {
			try {
				while (true) {
					SocketChannel connection = this.listener.accept();
					synchronized (this.accepted) {
						this.accepted.add(connection);
					}
					Thread thread = new Thread(() -> answer(connection), "foreigner-connection");
					thread.setDaemon(true);
					thread.start();
				}
			}
			catch (ClosedChannelException ex) {
				// The end of the test.
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

		private static void answer(SocketChannel connection) {
			try (connection) {
				if (connection.read(ByteBuffer.allocate(4096)) > 0) {
					connection.write(ANSWER.duplicate());
					connection.shutdownOutput();
					connection.read(ByteBuffer.allocate(1));
				}
			}
			catch (IOException ex) {
				// A client that was told to leave need not wait.
			}
		}

		int served() {
			synchronized (this.accepted) {
				return this.accepted.size();
			}
		}

		@Override
		public void close() throws IOException {
			this.listener.close();
			synchronized (this.accepted) {
				for (SocketChannel connection : this.accepted) {
					connection.close();
				}
			}
		}

	}

}
