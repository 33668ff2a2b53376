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
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.ListenerView;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A connector on a Unix domain socket, replaced under load, rolled back, ended and
 * killed: no client can tell, and its path is there as long as somebody serves.
 * <p>
 * Long, because each end of a Unix socket in the file system has its test.
 */
@Isolated
@Timeout(300)
class UnixSocketIntegrationTests {

	private static final int HANDOFFS = Integer.getInteger("graceful-restart.test.soak", 3);

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private Path socket;

	@BeforeEach
	void choosePath() {
		this.socket = this.run.directory().resolve("app.sock");
	}

	@Test
	void whenReplacedUnderLoadThenNoRequestFailsAndThePathStays() throws Exception {
		ApplicationProcess serving = this.run.startServing(launcher());
		ListenerView bound = listener();
		Object file = file();
		assertThat(bound.address()).isEqualTo(this.socket.toString());
		assertThat(bound.origin()).isEqualTo("BIND");
		assertThat(permissions()).isEqualTo("rw-------");
		try (Load load = load().start()) {
			for (int i = 0; i < HANDOFFS; i++) {
				ApplicationProcess successor = this.run
					.startSuccessor(launcher().arguments("--sample.unix-permissions=rw-rw----"));
				assertThat(serving.awaitExit(SampleRun.PATIENCE)).isZero();
				serving = successor;
				assertThat(listener().inode()).isEqualTo(bound.inode());
				assertThat(listener().origin()).isEqualTo("HANDOFF");
				assertThat(file()).isEqualTo(file);
			}
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.answerers()).extracting("generation").hasSize(HANDOFFS + 1);
		}
		assertThat(permissions()).as("those of the new version").isEqualTo("rw-rw----");
	}

	// At such a pace that Tomcat does not end them itself, which it does after a hundred
	// requests.
	@Test
	void whenReplacedTwiceAndRolledBackThenKeptConnectionsGoAlong() throws Exception {
		ApplicationProcess serving = this.run.startServing(launcher());
		LoadPlan plan = LoadPlan.against(this.socket).clients(20, LoadPattern.keepAlive("/whoami", Pace.perSecond(4)));
		try (Load load = plan.start()) {
			await().atMost(SampleRun.PATIENCE).until(() -> load.snapshot().requests() >= 20);
			List<Duration> begins = new ArrayList<>();
			for (int i = 0; i < 2; i++) {
				begins.add(load.mark("handoff " + i).at());
				ApplicationProcess successor = this.run.startSuccessor(
						launcher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", (i == 0) ? "0s" : "3m"));
				assertThat(serving.awaitExit(SampleRun.PATIENCE)).isZero();
				assertThat(HandoffView.at(this.run.port()).lastConnections("unix")).containsEntry("moved", 20L);
				serving = successor;
			}
			begins.add(load.mark("goes back").at());
			this.run.startSuccessor(launcher());
			await().atMost(SampleRun.PATIENCE)
				.until(() -> HandoffView.at(this.run.port()).predecessorPhase().equals("STANDBY"));
			RestartReply.post(this.run.port(), "", "{\"action\":\"rollback\"}");
			long before = load.snapshot().requests();
			await().atMost(SampleRun.PATIENCE).until(() -> load.snapshot().requests() > before + 60);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.survival(begins.subList(0, 2)).open()).isEqualTo(20);
			assertThat(result.survival(begins.subList(0, 2)).survived()).as(result.describe()).isEqualTo(20);
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITH_WARNING)).isZero();
		}
	}

	@Test
	void whenRolledBackUnderLoadThenNoRequestFailsAndThePathStays() throws Exception {
		ApplicationProcess first = this.run
			.startServing(launcher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m"));
		Object file = file();
		try (Load load = load().start()) {
			ApplicationProcess second = this.run.startSuccessor(launcher());
			await().atMost(SampleRun.PATIENCE)
				.until(() -> HandoffView.at(this.run.port()).predecessorPhase().equals("STANDBY"));
			RestartReply reply = RestartReply.post(this.run.port(), "", "{\"action\":\"rollback\"}");
			assertThat(reply.outcome()).as(reply.toString()).isEqualTo("ROLLED_BACK");
			assertThat(second.awaitExit(SampleRun.PATIENCE)).isEqualTo(1);
			assertThat(whoServes(this.socket)).isEqualTo(first.pid());
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
		}
		assertThat(file()).isEqualTo(file);
	}

	@Test
	void whenToldToEndUnderLoadThenNobodyWhoHasConnectedIsLostAndThePathIsRemoved() throws Exception {
		ApplicationProcess alone = this.run.startServing(launcher());
		try (Load load = load().start()) {
			await().atMost(SampleRun.PATIENCE).until(() -> load.snapshot().requests() > 1000);
			alone.signal(ProcessSignal.TERM);
			assertThat(alone.awaitExit(SampleRun.PATIENCE)).isEqualTo(143);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isEqualTo(result.figures().outcome(Outcome.REFUSED));
		}
		assertThat(this.socket).doesNotExist();
	}

	@Test
	void whenKilledThenTheNextStartRemovesWhatIsLeft() throws Exception {
		ApplicationProcess killed = this.run.startServing(launcher());
		killed.signal(ProcessSignal.KILL);
		killed.awaitExit(SampleRun.PATIENCE);
		assertThat(this.socket).exists();
		// Nor is there a place for the JDK's own short-lived sockets.
		ApplicationProcess next = this.run
			.startServing(launcher().jvmArguments("-Djdk.net.unixdomain.tmpdir=/nonexistent"));
		assertThat(whoServes(this.socket)).isEqualTo(next.pid());
		assertThat(listener().origin()).isEqualTo("BIND");
		assertThat(this.run.directory().toFile().list()).as("nothing else is left there")
			.containsExactlyInAnyOrder("app.sock", "graceful-restart");
	}

	@Test
	void whenThePredecessorIsKilledThenTheSuccessorServesAndThePathStays() throws Exception {
		ApplicationProcess killed = this.run
			.startServing(launcher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m"));
		Object file = file();
		ApplicationProcess next = this.run.startSuccessor(launcher());
		killed.signal(ProcessSignal.KILL);
		killed.awaitExit(SampleRun.PATIENCE);
		assertThat(whoServes(this.socket)).isEqualTo(next.pid());
		assertThat(file()).isEqualTo(file);
		next.signal(ProcessSignal.TERM);
		next.awaitExit(SampleRun.PATIENCE);
		assertThat(this.socket).doesNotExist();
	}

	@Test
	void whenTheNextVersionHasAnotherPathThenTheOldOneDisappearsWithTheOldProcess() throws Exception {
		ApplicationProcess first = this.run
			.startServing(launcher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m"));
		Path other = this.run.directory().resolve("other.sock");
		ApplicationProcess second = this.run.startSuccessor(launcher(other));
		assertThat(whoServes(other)).isEqualTo(second.pid());
		assertThat(listener().origin()).isEqualTo("BIND");
		assertThat(this.socket).as("for a return").exists();
		await().atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.run.port()).predecessorPhase().equals("STANDBY"));
		first.signal(ProcessSignal.TERM);
		first.awaitExit(SampleRun.PATIENCE);
		assertThat(this.socket).doesNotExist();
		assertThat(whoServes(other)).isEqualTo(second.pid());
	}

	@Test
	void whenASuccessorWithAnotherPathGivesBackThenItsOwnDisappears() throws Exception {
		ApplicationProcess first = this.run
			.startServing(launcher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m"));
		Path other = this.run.directory().resolve("other.sock");
		ApplicationProcess second = this.run.startSuccessor(launcher(other));
		await().atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.run.port()).predecessorPhase().equals("STANDBY"));
		assertThat(RestartReply.post(this.run.port(), "", "{\"action\":\"rollback\"}").outcome())
			.isEqualTo("ROLLED_BACK");
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isEqualTo(1);
		assertThat(other).doesNotExist();
		assertThat(whoServes(this.socket)).isEqualTo(first.pid());
	}

	@Test
	void whenASuccessorFailsThenThePathStays() throws Exception {
		ApplicationProcess first = this.run.startServing(launcher());
		Path directory = Files.createDirectory(this.run.directory().resolve("directory"));
		ApplicationProcess failed = this.run.runToItsEnd(launcher(directory));
		assertThat(failed.exitStatus()).isEqualTo(1);
		assertThat(String.join("\n", failed.output())).contains("APPLICATION FAILED TO START")
			.contains("Listener 'unix' cannot be bound: " + directory + " is a directory and not a socket.");
		ApplicationProcess checked = this.run
			.runToItsEnd(launcher().arguments("--graceful-restart.handoff.checks=GET /nothing-there",
					"--graceful-restart.handoff.ready-timeout=15s"));
		assertThat(checked.exitStatus()).isEqualTo(1);
		assertThat(whoServes(this.socket)).isEqualTo(first.pid());
		assertThat(directory).isDirectory();
	}

	@Test
	void whenAnotherProcessListensThereThenTheStartFailsAndNamesIt() throws Exception {
		ApplicationProcess first = this.run.startServing(launcher());
		ApplicationProcess failed = this.run.runToItsEnd(SampleRun.quick(this.run.bareLauncher())
			.arguments("--server.port=0", "--graceful-restart.handoff.enabled=false",
					"--sample.unix-socket=" + this.socket));
		assertThat(failed.exitStatus()).isEqualTo(1);
		assertThat(String.join("\n", failed.output())).contains("APPLICATION FAILED TO START")
			.contains("Listener 'unix' cannot be bound to path " + this.socket + ": process " + first.pid());
		assertThat(whoServes(this.socket)).isEqualTo(first.pid());
	}

	@Test
	void whenPortsAreSharedThenThePathIsPassed() throws Exception {
		ApplicationLauncher shared = launcher().arguments("--graceful-restart.listener.mode=reuse-port");
		ApplicationProcess first = this.run.startServing(shared);
		long inode = listener().inode();
		try (Load load = load().start()) {
			ApplicationProcess second = this.run.startSuccessor(shared);
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			assertThat(listener().inode()).isEqualTo(inode);
			assertThat(whoServes(this.socket)).isEqualTo(second.pid());
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
		}
	}

	private LoadPlan load() {
		return LoadPlan.against(this.socket)
			.clients(8, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(16, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.clients(2, LoadPattern.slowRequest(Duration.ofMillis(700)))
			.niceness(19);
	}

	private ApplicationLauncher launcher() {
		return launcher(this.socket);
	}

	private ApplicationLauncher launcher(Path path) {
		return this.run.quickLauncher().arguments("--sample.unix-socket=" + path);
	}

	private ListenerView listener() throws RequestFailedException {
		return HandoffView.at(this.run.port()).listener("unix");
	}

	private static long whoServes(Path socket) throws RequestFailedException {
		HttpReply reply = HttpConnection.get(socket, "/whoami", SampleRun.PATIENCE);
		return reply.answerer().pid();
	}

	private String permissions() throws IOException {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(this.socket));
	}

	private Object file() throws IOException {
		return Objects.requireNonNull(
				Files.readAttributes(this.socket, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey());
	}

}
