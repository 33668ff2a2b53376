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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ListeningSocket;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.ListenerView;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Under a real systemd that listens for the service: whatever becomes of its process,
 * nobody is refused. The system property {@value #RESTARTS} says how often it is
 * restarted and killed, 3 times by default.
 */
class SystemdActivationIntegrationTests {

	static final String RESTARTS = "graceful-restart.test.soak";

	private static final Log logger = LogFactory.getLog(SystemdActivationIntegrationTests.class);

	private static final String SERVICE = "sample.service";

	private static final int HIGHEST_PRIVILEGED = 1023;

	private static final int NOBODY = 65534;

	@RegisterExtension
	static final SystemdRig rig = new SystemdRig();

	private final int port = FreePort.next();

	private final int management = FreePort.next();

	@Test
	void listenersAreTakenByTheirNames() throws Exception {
		SystemdUnit service = service("Type=exec");
		// The order in which several units' sockets are passed is not defined.
		rig.unit("sample-management.socket", UnitFiles.socket(this.management, "management", SERVICE)).start();
		rig.unit("sample-http.socket", UnitFiles.socket(this.port, "http", SERVICE)).start();
		assertThat(service.show("ActiveState")).isEqualTo("inactive");
		Map<Integer, Long> inodes = new ObservedProcess(rig.pid()).listeningSockets()
			.stream()
			.collect(Collectors.toMap((socket) -> socket.address().getPort(), ListeningSocket::inode));
		long inner = Clients.whoServes(this.port).pid();
		HandoffView view = HandoffView.at(this.management);
		assertThat(view.pid()).isEqualTo(inner);
		assertThat(view.listeners()).extracting(ListenerView::origin).containsOnly("SYSTEMD");
		assertThat(view.listener("http").inode()).isEqualTo(inodes.get(this.port));
		assertThat(view.listener("management").inode()).isEqualTo(inodes.get(this.management));
		ObservedProcess main = service.mainProcess();
		assertThat(service.process(inner)).isEqualTo(main);
		for (long inode : inodes.values()) {
			assertThat(DescriptorFlags.inheritable(main.pid(), inode)).isEmpty();
		}
	}

	@Test
	void restartsUnderLoadWithoutAFailure() throws Exception {
		SystemdUnit service = listening("Type=exec");
		try (Load load = plan().start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			for (int i = 0; i < restarts(); i++) {
				long before = awaitServing();
				service.restart();
				assertThat(awaitServing()).isNotEqualTo(before).isEqualTo(SystemdUnit.innerPid(service.mainProcess()));
				load.awaitRequests(100, SampleRun.PATIENCE);
			}
			assertFlawless(load.stop());
		}
	}

	// While it is stopped everybody waits; the first who comes then has it started.
	@Test
	void whenStoppedUnderLoadThenIsStartedByTheNextClient() throws Exception {
		SystemdUnit service = listening("Type=exec");
		try (Load load = plan().start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			for (int i = 0; i < restarts(); i++) {
				long before = awaitServing();
				service.stop();
				assertThat(awaitServing()).isNotEqualTo(before);
				load.awaitRequests(100, SampleRun.PATIENCE);
			}
			assertFlawless(load.stop());
		}
	}

	@Test
	void whenKilledUnderLoadThenOnlyWhatItHadAcceptedFails() throws Exception {
		SystemdUnit service = listening("Type=exec", "Restart=always", "RestartSec=0");
		try (Load load = plan().failureExamples(Integer.MAX_VALUE).start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			Crashes crashes = new Crashes(load, this.port);
			for (int i = 0; i < restarts(); i++) {
				crashes.crash(service);
				load.awaitRequests(100, SampleRun.PATIENCE);
			}
			LoadResult result = load.stop();
			crashes.assertOnlyAcceptedFailed(result);
			logger.info(restarts() + " crashes under load: " + result);
		}
		assertThat(service.show("NRestarts")).isEqualTo(Integer.toString(restarts()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "User=nobody", "DynamicUser=yes" })
	void privilegedPortIsServedWithoutPrivileges(String user) throws Exception {
		int privileged = privilegedPort();
		// That of the other tests is for the eyes of their user only.
		SystemdUnit service = service(ApplicationLauncher.of(SampleRun.jar()), "Type=exec", user, "NoNewPrivileges=yes",
				"CapabilityBoundingSet=", "ProtectSystem=strict", "PrivateTmp=yes");
		rig.unit("sample-http.socket", UnitFiles.socket(privileged, "http", SERVICE)).start();
		rig.unit("sample-management.socket", UnitFiles.socket(this.management, "management", SERVICE)).start();
		long first = Clients.whoServes(privileged).pid();
		Object uid = Files.getAttribute(Path.of("/proc", Long.toString(service.mainProcess().pid())), "unix:uid");
		assertThat(uid).isNotEqualTo(0);
		assertThat(uid.equals(NOBODY)).isEqualTo(user.equals("User=nobody"));
		HandoffView view = HandoffView.at(this.management);
		assertThat(view.handoffAbsence()).isEmpty();
		assertThat(view.listener("http").origin()).isEqualTo("SYSTEMD");
		service.restart();
		assertThat(Clients.whoServes(privileged).pid()).isNotEqualTo(first);
	}

	// It answers a moment before it has started, and only then ends in its orderly way.
	private long awaitServing() {
		return Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.management), (view) -> view.state().equals("SERVING"))
			.pid();
	}

	private SystemdUnit listening(String... settings) {
		SystemdUnit service = service(settings);
		rig.unit("sample-http.socket", UnitFiles.socket(this.port, "http", SERVICE)).start();
		rig.unit("sample-management.socket", UnitFiles.socket(this.management, "management", SERVICE)).start();
		service.start();
		return service;
	}

	private SystemdUnit service(String... settings) {
		return service(UnitFiles.launcher(), settings);
	}

	private SystemdUnit service(ApplicationLauncher application, String... settings) {
		// Where systemd listens does not stand in the configuration.
		ApplicationLauncher launcher = application.arguments("--server.port=" + FreePort.next(),
				"--management.server.port=1");
		String[] all = Arrays.copyOf(settings, settings.length + 1);
		all[settings.length] = "Sockets=sample-http.socket sample-management.socket";
		return rig.unit(SERVICE, UnitFiles.service(launcher, all));
	}

	private LoadPlan plan() {
		return LoadPlan.against(Clients.HOST, this.port)
			.clients(8, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(4, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.clients(1, LoadPattern.slowRequest(Duration.ofSeconds(1)))
			// Everybody waits while the application starts.
			.timeout(SampleRun.PATIENCE)
			.niceness(10);
	}

	private static void assertFlawless(LoadResult result) {
		logger.info(restarts() + " restarts under load: " + result);
		assertThat(result.failed()).as(result.describe()).isZero();
		assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
	}

	private static int restarts() {
		return Integer.getInteger(RESTARTS, 3);
	}

	private static int privilegedPort() {
		return IntStream.iterate(HIGHEST_PRIVILEGED, (port) -> port > 0, (port) -> port - 1)
			.filter(SystemdActivationIntegrationTests::isFree)
			.findFirst()
			.orElseThrow();
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.bind(new InetSocketAddress(port));
			return true;
		}
		catch (IOException ex) {
			// Somebody else's.
			return false;
		}
	}

}
