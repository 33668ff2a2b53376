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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code systemctl reload} is the whole deployment: clients cannot tell, systemd follows
 * the new process, and what it is told to do afterwards it does to that.
 */
class SystemdReloadIntegrationTests {

	private static final Log logger = LogFactory.getLog(SystemdReloadIntegrationTests.class);

	private static final List<String> NO_ARGUMENTS = List.of();

	private static final List<String> STANDING_BY = List.of("--graceful-restart.handoff.probation=3m");

	@RegisterExtension
	static final SystemdRig rig = new SystemdRig();

	@Test
	void noClientCanTellAndTheUnitRunsOn() throws Exception {
		reloadUnderLoad(SampleService.of(rig, NO_ARGUMENTS).start(), SampleService.repetitions());
	}

	private static void reloadUnderLoad(SampleService service, int times) throws Exception {
		String since = service.unit().show("ActiveEnterTimestampMonotonic");
		String invocation = service.unit().show("InvocationID");
		try (Load load = service.plan().start()) {
			for (int i = 1; i <= times; i++) {
				load.awaitRequests(100, SampleRun.PATIENCE);
				assertThat(service.reload().generation()).isEqualTo(i + 1);
				load.awaitAnsweredBy(i + 1, SampleRun.PATIENCE);
				service.awaitAlone();
			}
			LoadResult result = load.stop();
			logger.info(times + " reloads under load: " + result);
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITH_WARNING)).as(result.describe()).isZero();
		}
		assertThat(service.unit().show("ActiveEnterTimestampMonotonic")).isEqualTo(since);
		assertThat(service.unit().show("InvocationID")).isEqualTo(invocation);
		assertThat(service.unit().show("NRestarts")).isEqualTo("0");
		assertThat(service.unit().journal()).filteredOn((line) -> line.contains(" was replaced, and ends"))
			.hasSize(times);
	}

	@Test
	void whenTheNextVersionDoesNotStartThenReloadFailsAndTheOldOneServes() throws Exception {
		SampleService service = SampleService.of(rig, NO_ARGUMENTS).start();
		String since = service.unit().show("ActiveEnterTimestampMonotonic");
		long before = service.view().pid();
		service.configure("sample.exit-before-ready=3");
		try (Load load = service.plan().start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			CommandResult failed = service.unit().reload();
			assertThat(failed.status()).as(failed::toString).isNotZero();
			load.awaitRequests(100, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
		}
		assertThat(service.view().pid()).isEqualTo(before);
		service.assertMain(before);
		service.awaitAlone();
		assertThat(service.unit().show("ActiveEnterTimestampMonotonic")).isEqualTo(since);
		assertThat(service.unit().journal()).anyMatch((line) -> line.startsWith("restart FAILED: generation 2"));
		service.configure("");
		service.reload();
	}

	@ParameterizedTest
	@CsvSource({ "mixed, 0s", "control-group, 0s", "control-group, 3m" })
	void stopAfterAReloadEndsAllInOrder(String killMode, String probation) throws Exception {
		SampleService service = reloaded(killMode, probation);
		List<ObservedProcess> processes = service.unit().processes();
		endsInOrder(service, service.unit()::stop);
		assertThat(service.unit().show("ActiveState")).isEqualTo("inactive");
		assertThat(service.unit().show("Result")).isEqualTo("success");
		assertThat(service.unit().processes()).isEmpty();
		assertThat(processes).noneMatch(ObservedProcess::isAlive);
		assertThat(Clients.isRefused(service.port())).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "mixed, 0s", "control-group, 0s", "control-group, 3m" })
	void restartAfterAReloadBeginsAnew(String killMode, String probation) throws Exception {
		SampleService service = reloaded(killMode, probation);
		List<ObservedProcess> processes = service.unit().processes();
		endsInOrder(service, service.unit()::restart);
		assertThat(processes).noneMatch(ObservedProcess::isAlive);
		HandoffView view = service.view();
		assertThat(view.generation()).isEqualTo(1);
		service.assertMain(view.pid());
		service.awaitAlone();
	}

	// Of a main process that is not its child when it hears of it, systemd does not await
	// the end: it sends SIGTERM, and at once SIGKILL.
	private static void endsInOrder(SampleService service, Runnable end) throws Exception {
		try (HttpConnection slow = Clients.open(service.port())) {
			slow.send("GET /slow?ms=1000 HTTP/1.1\r\nHost: test\r\n\r\n");
			Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> service.view().requestsInFlight() == 2);
			end.run();
			assertThat(slow.receive(SampleRun.PATIENCE).status()).isEqualTo(200);
		}
	}

	private static SampleService reloaded(String killMode, String probation) throws Exception {
		SampleService service = SampleService
			.of(rig, List.of("--graceful-restart.handoff.probation=" + probation), "KillMode=" + killMode)
			.start();
		service.reload();
		if (probation.equals("0s")) {
			service.awaitAlone();
			// Once of the successor, and once of what is named so that systemd looks
			// again.
			Awaitility.await()
				.atMost(SampleRun.PATIENCE)
				.until(() -> service.unit()
					.journal()
					.stream()
					.filter((line) -> line.contains("which is not our child"))
					.count() >= 2);
			service.assertMain(service.view().pid());
		}
		else {
			assertThat(service.unit().processes()).hasSize(2);
		}
		return service;
	}

	@Test
	void whenStoppedWhileItReloadsThenNobodyIsLeft() throws Exception {
		SampleService service = SampleService.of(rig, NO_ARGUMENTS).start();
		Files.writeString(rig.path("/run/hold"), "");
		service.configure("sample.start-held-by=/run/hold");
		CompletableFuture<CommandResult> reload = CompletableFuture.supplyAsync(service.unit()::reload);
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> service.view().state().equals("HANDING_OFF"));
		List<ObservedProcess> processes = service.unit().processes();
		service.unit().stop();
		assertThat(reload.get(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS).status()).isNotZero();
		// Failed, since systemd has ended the command for the reload by a signal.
		assertThat(service.unit().show("ActiveState")).isEqualTo("failed");
		assertThat(service.unit().show("MainPID")).isEqualTo("0");
		assertThat(service.unit().processes()).isEmpty();
		assertThat(processes).noneMatch(ObservedProcess::isAlive);
	}

	@Test
	void socketsStaySystemdsOverReloadAndRestart() throws Exception {
		int port = FreePort.next();
		SampleService service = SampleService.of(rig, port, STANDING_BY);
		rig.unit("sample.socket", UnitFiles.socket(port, "http", SampleService.NAME)).start();
		service.start();
		long inode = service.view().listener("http").inode();
		assertThat(service.view().listener("http").origin()).isEqualTo("SYSTEMD");
		try (Load load = service.plan().start()) {
			load.awaitRequests(100, SampleRun.PATIENCE);
			assertThat(service.reload().listener("http").inode()).isEqualTo(inode);
			load.awaitAnsweredBy(2, SampleRun.PATIENCE);
			service.unit().restart();
			load.awaitRequests(100, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			assertThat(result.failed()).as(result.describe()).isZero();
		}
		assertThat(service.view().listener("http").inode()).isEqualTo(inode);
		assertThat(service.view().generation()).isEqualTo(1);
	}

}
