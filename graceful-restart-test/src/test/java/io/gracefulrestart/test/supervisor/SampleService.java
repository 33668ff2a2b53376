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
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample application as a service that tells systemd how it stands, on a port of its
 * own.
 */
final class SampleService {

	static final String NAME = "sample.service";

	private static final String SOAK = "graceful-restart.test.soak";

	private static final String DIRECTORY = "/run/sample";

	private final SystemdRig rig;

	private final SystemdUnit unit;

	private final int port;

	private SampleService(SystemdRig rig, SystemdUnit unit, int port) {
		this.rig = rig;
		this.unit = unit;
		this.port = port;
	}

	/**
	 * Write the unit file of a service.
	 * @param rig where it runs
	 * @param arguments arguments of the application
	 * @param settings lines for the section Service,
	 * @return the service, not started
	 */
	static SampleService of(SystemdRig rig, List<String> arguments, String... settings) {
		return of(rig, FreePort.next(), arguments, settings);
	}

	/**
	 * Write the unit file of a service.
	 * @param rig where it runs
	 * @param port where it serves
	 * @param arguments more arguments of the application
	 * @param settings lines for the section Service,
	 * @return the service, not started
	 */
	static SampleService of(SystemdRig rig, int port, List<String> arguments, String... settings) {
		ApplicationLauncher whole = UnitFiles.launcher()
			.arguments("--server.port=" + port, "--server.tomcat.max-keep-alive-requests=-1")
			.arguments(arguments.toArray(String[]::new));
		SystemdUnit unit = rig.unit(NAME, UnitFiles.notifyingService(whole, port, settings));
		return new SampleService(rig, unit, port);
	}

	/**
	 * Start it, and return when systemd says that it has.
	 * @return this
	 */
	SampleService start() {
		this.unit.start();
		return this;
	}

	SystemdUnit unit() {
		return this.unit;
	}

	int port() {
		return this.port;
	}

	/**
	 * Return how often something is done under load.
	 * @return what the system property for long runs says, or a few times
	 */
	static int repetitions() {
		return Integer.getInteger(SOAK, 3);
	}

	/**
	 * Return clients of all kinds that can be kept.
	 * @return plan that keeps all failures
	 */
	LoadPlan plan() {
		return LoadPlan.against(Clients.HOST, this.port)
			.clients(4, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(4, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.clients(20, LoadPattern.keepAlive("/whoami", Pace.perSecond(10)))
			.clients(2, LoadPattern.slowRequest(Duration.ofSeconds(1)))
			.timeout(SampleRun.PATIENCE)
			.failureExamples(Integer.MAX_VALUE)
			.niceness(19);
	}

	HandoffView view() throws RequestFailedException {
		return HandoffView.at(this.port);
	}

	/**
	 * Reload it, which must succeed: when systemd says that it has, the successor serves
	 * and is the main process.
	 * @return what the successor says of itself
	 */
	HandoffView reload() throws RequestFailedException {
		HandoffView before = view();
		this.unit.reload().assertSuccess();
		HandoffView after = view();
		assertThat(after.generation()).isEqualTo(before.generation() + 1);
		assertMain(after.pid());
		return after;
	}

	/**
	 * Assert who is the main process of the service, which runs. For an instant it may be
	 * another one, by which a successor has systemd look again whose child it is.
	 * @param inner its number in the rig
	 */
	void assertMain(long inner) {
		this.unit.await("MainPID", Long.toString(inner));
		assertThat(this.unit.show("ActiveState")).isEqualTo("active");
		assertThat(this.unit.show("SubState")).isEqualTo("running");
	}

	/**
	 * Wait until nobody is in the control group but the main process.
	 */
	void awaitAlone() {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.untilAsserted(() -> assertThat(this.unit.processes()).containsExactly(this.unit.mainProcess()));
	}

	/**
	 * Have the next versions started with another configuration. It goes when the service
	 * is stopped or restarted.
	 * @param property one line, or an empty text for none
	 */
	void configure(String property) throws IOException {
		Files.writeString(this.rig.path(DIRECTORY + "/application.properties"), property);
	}

}
