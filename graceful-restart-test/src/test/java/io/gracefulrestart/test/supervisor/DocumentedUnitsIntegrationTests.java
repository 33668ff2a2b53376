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

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.JavaInstallations;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The units that the documentation has to copy, as they stand: with their users, paths
 * and ports.
 */
@Timeout(300)
class DocumentedUnitsIntegrationTests {

	private static final Path UNITS = Path.of("../docs/systemd");

	private static final int PORT = 8080;

	@RegisterExtension
	static final SystemdRig rig = new SystemdRig();

	@BeforeEach
	void install() throws Exception {
		for (int port : new int[] { 80, PORT, 8081 }) {
			assumeTrue(Clients.isRefused(port), "Something listens on port " + port + " of this machine");
		}
		rig.run("mkdir", "-p", "/opt/shop/bin").assertSuccess();
		Files.writeString(rig.path("/opt/shop/application.yml"), """
				management.endpoints.web.exposure.include: health,handoff
				management.endpoint.handoff.access: unrestricted
				graceful-restart.supervisor.fd-store: true
				server.tomcat.keep-alive-timeout: 10m
				""");
		rig.run("cp", SampleRun.jar().toString(), "/opt/shop/shop.jar").assertSuccess();
		rig.run("cp", UnitFiles.RESTART.toString(), "/opt/shop/bin/restart").assertSuccess();
		rig.run("chmod", "-R", "a+rX", "/opt/shop").assertSuccess();
		rig.run("ln", "-sfn", JavaInstallations.selected().home().resolve("bin/java").toString(), "/usr/bin/java")
			.assertSuccess();
	}

	private static SystemdUnit unit(String name) throws Exception {
		return rig.unit(name, Files.readAllLines(UNITS.resolve(name)).toArray(String[]::new));
	}

	@Test
	void hardenedServiceIsReloadedUnderLoadAndItsListenerOutlivesARestart() throws Exception {
		SystemdUnit service = unit("shop.service");
		service.start();
		long inode = HandoffView.at(PORT).listener("http").inode();
		try (Load load = plan(PORT).start(); HttpConnection idle = Clients.open(PORT)) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			ask(idle);
			service.reload().assertSuccess();
			load.awaitAnsweredBy(2, SampleRun.PATIENCE);
			ask(idle);
			// What the predecessor has counted comes with its drain.
			Awaitility.await()
				.atMost(SampleRun.PATIENCE)
				.until(() -> HandoffView.at(PORT).statistic("connectionsMoved") > 0);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
		}
		assertThat(service.show("NFileDescriptorStore")).isEqualTo("1");
		service.restart();
		HandoffView view = HandoffView.at(PORT);
		assertThat(view.generation()).isEqualTo(1);
		assertThat(view.listener("http").inode()).isEqualTo(inode);
		service.stop();
		assertThat(service.show("Result")).isEqualTo("success");
		assertThat(service.processes()).isEmpty();
	}

	@Test
	void socketsAreTakenByTheirNamesAndOutliveARestart() throws Exception {
		Files.writeString(rig.path("/opt/shop/application.yml"), """
				management.server.port: 8081
				management.endpoints.web.exposure.include: health,handoff
				management.endpoint.handoff.access: unrestricted
				""");
		SystemdUnit service = unit("shop.service");
		unit("shop.socket").start();
		unit("shop-management.socket").start();
		service.start();
		HandoffView view = HandoffView.at(8081);
		assertThat(view.listener("http").origin()).isEqualTo("SYSTEMD");
		assertThat(view.listener("management").origin()).isEqualTo("SYSTEMD");
		try (Load load = plan(80).start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			service.restart();
			load.awaitRequests(100, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
		}
	}

	private static void ask(HttpConnection connection) throws RequestFailedException {
		connection.send("GET /whoami HTTP/1.1\r\nHost: test\r\n\r\n");
		assertThat(connection.receive(SampleRun.PATIENCE).status()).isEqualTo(200);
	}

	private static LoadPlan plan(int port) {
		return LoadPlan.against(Clients.HOST, port)
			.clients(2, LoadPattern.newConnection("/whoami", SampleRun.PACE))
			.clients(2, LoadPattern.keepAlive("/whoami", SampleRun.PACE))
			.timeout(SampleRun.PATIENCE)
			.niceness(19);
	}

}
