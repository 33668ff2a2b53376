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

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Under a real systemd that keeps the listeners while there is no process: a restart and
 * a crash refuse nobody, though the service has bound its port itself.
 */
class SystemdFdStoreIntegrationTests {

	private static final Log logger = LogFactory.getLog(SystemdFdStoreIntegrationTests.class);

	private static final String STORED = "NFileDescriptorStore";

	@RegisterExtension
	static final SystemdRig rig = new SystemdRig();

	@Test
	void whenRestartedUnderLoadThenEverybodyIsAnswered() throws Exception {
		SampleService service = storing().start();
		long inode = service.view().listener("http").inode();
		String stored = service.unit().show(STORED);
		assertThat(Integer.parseInt(stored)).isPositive();
		try (Load load = service.plan().start()) {
			for (int i = 0; i < SampleService.repetitions(); i++) {
				load.awaitRequests(100, SampleRun.PATIENCE);
				long before = service.view().pid();
				service.unit().restart();
				assertThat(service.view().pid()).isNotEqualTo(before);
				assertThat(service.unit().show(STORED)).isEqualTo(stored);
			}
			load.awaitRequests(100, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			logger.info(SampleService.repetitions() + " restarts with the store: " + result);
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
		}
		HandoffView view = service.view();
		assertThat(view.listener("http").inode()).isEqualTo(inode);
		assertThat(view.generation()).isEqualTo(1);
	}

	@Test
	void whenKilledUnderLoadThenOnlyWhatItHadAcceptedFails() throws Exception {
		SampleService service = storing().start();
		long inode = service.view().listener("http").inode();
		String stored = service.unit().show(STORED);
		try (Load load = service.plan().start()) {
			Crashes crashes = new Crashes(load, service.port());
			for (int i = 0; i < SampleService.repetitions(); i++) {
				load.awaitRequests(100, SampleRun.PATIENCE);
				crashes.crash(service.unit());
				service.unit().await("SubState", "running");
				assertThat(service.unit().show(STORED)).isEqualTo(stored);
			}
			load.awaitRequests(100, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			logger.info(SampleService.repetitions() + " crashes with the store: " + result);
			crashes.assertOnlyAcceptedFailed(result);
		}
		assertThat(service.view().listener("http").inode()).isEqualTo(inode);
		assertThat(service.unit().show("NRestarts")).isEqualTo(Integer.toString(SampleService.repetitions()));
	}

	@Test
	void afterAReloadTheStoreStillHoldsThem() throws Exception {
		SampleService service = storing().start();
		long inode = service.view().listener("http").inode();
		String stored = service.unit().show(STORED);
		try (Load load = service.plan().start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			service.reload();
			load.awaitAnsweredBy(2, SampleRun.PATIENCE);
			service.awaitAlone();
			assertThat(service.unit().show(STORED)).isEqualTo(stored);
			Crashes crashes = new Crashes(load, service.port());
			crashes.crash(service.unit());
			service.unit().await("SubState", "running");
			LoadResult result = load.stop();
			crashes.assertOnlyAcceptedFailed(result);
		}
		assertThat(service.view().listener("http").inode()).isEqualTo(inode);
		assertThat(service.view().generation()).isEqualTo(1);
	}

	@Test
	void severalListenersAreFoundByTheirNames() throws Exception {
		int management = FreePort.next();
		SampleService service = storing("--management.server.port=" + management).start();
		HandoffView before = HandoffView.at(management);
		service.unit().restart();
		HandoffView after = HandoffView.at(management);
		assertThat(after.pid()).isNotEqualTo(before.pid());
		for (String name : List.of("http", "management")) {
			assertThat(after.listener(name).inode()).isEqualTo(before.listener(name).inode());
			assertThat(after.listener(name).address()).isEqualTo(before.listener(name).address());
		}
	}

	// See systemd.service(5), FileDescriptorStoreMax.
	@Test
	void afterAStopNothingListensAndTheNextStartBindsAnew() throws Exception {
		SampleService service = storing().start();
		long inode = service.view().listener("http").inode();
		service.unit().stop();
		assertThat(Clients.isRefused(service.port())).isTrue();
		service.start();
		assertThat(service.view().listener("http").inode()).isNotEqualTo(inode);
	}

	private static SampleService storing(String... arguments) {
		List<String> all = new ArrayList<>(List.of("--graceful-restart.supervisor.fd-store=true"));
		all.addAll(List.of(arguments));
		return SampleService.of(rig, all, "FileDescriptorStoreMax=16", "Restart=always", "RestartSec=0");
	}

}
