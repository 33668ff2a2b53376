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
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import io.gracefulrestart.test.faults.Freeze;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a real systemd is told, see sd_notify(3), and what it makes of it.
 */
class SystemdNotifyIntegrationTests {

	private static final List<String> STANDING_BY = List.of("--graceful-restart.handoff.probation=3m");

	private static final int WATCHDOG_SECONDS = 2;

	@RegisterExtension
	static final SystemdRig rig = new SystemdRig();

	@Test
	void hasStartedWhenItServes() throws Exception {
		Files.writeString(rig.path("/run/hold"), "");
		SampleService service = SampleService.of(rig, List.of("--sample.start-held-by=/run/hold"));
		service.unit().systemctl("start", "--no-block").assertSuccess();
		// It answers before it has started.
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.until(() -> !Clients.isRefused(service.port()) && service.view().pid() > 0);
		assertThat(service.unit().show("ActiveState")).isEqualTo("activating");
		Files.delete(rig.path("/run/hold"));
		service.unit().await("ActiveState", "active");
		assertThat(service.view().state()).isEqualTo("SERVING");
	}

	@Test
	void statusSaysHowItStands() throws Exception {
		SampleService service = SampleService.of(rig, STANDING_BY).start();
		awaitStatus(service, "generation 1", "serving");
		service.reload();
		awaitStatus(service, "generation 2", "serving", "generation 1");
		assertThat(service.unit().systemctl("status").assertSuccess().output()).contains("Status: \"", "generation 2");
	}

	private static void awaitStatus(SampleService service, String... parts) {
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.untilAsserted(() -> assertThat(service.unit().show("StatusText")).containsIgnoringCase(parts[0])
				.contains(Arrays.copyOfRange(parts, 1, parts.length)));
	}

	@Test
	void watchdogGoesOnWithTheSuccessor() throws Exception {
		SampleService service = SampleService
			.of(rig, List.of(), "WatchdogSec=" + WATCHDOG_SECONDS, "TimeoutAbortSec=1", "Restart=always",
					"RestartSec=0")
			.start();
		for (int i = 0; i < 2; i++) {
			service.reload();
			awaitSignsOfLife(service);
		}
		assertThat(service.unit().show("NRestarts")).isEqualTo("0");
		assertThat(service.unit().show("Result")).isEqualTo("success");
		ObservedProcess main = service.unit().mainProcess();
		long inner = SystemdUnit.innerPid(main);
		Freeze.freeze(main);
		main.awaitEnd(SampleRun.PATIENCE);
		service.unit().await("NRestarts", "1");
		service.unit().await("SubState", "running");
		assertThat(service.view().pid()).isNotEqualTo(inner);
		assertThat(service.unit().journal()).anyMatch((line) -> line.contains("Watchdog timeout"));
	}

	// Longer than it would last if nobody said anything.
	private static void awaitSignsOfLife(SampleService service) {
		for (int i = 0; i < WATCHDOG_SECONDS * 2; i++) {
			String last = service.unit().show("WatchdogTimestampMonotonic");
			Awaitility.await()
				.atMost(Duration.ofSeconds(WATCHDOG_SECONDS * 2))
				.until(() -> !service.unit().show("WatchdogTimestampMonotonic").equals(last));
		}
	}

	@Test
	void whenOnlyTheMainProcessIsHeardThenItSaysThatOthersMustBe() {
		SampleService service = SampleService.of(rig, List.of(), "NotifyAccess=main").start();
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.untilAsserted(
					() -> assertThat(service.unit().journal()).anyMatch((line) -> line.contains("NotifyAccess=all")));
	}

	@Test
	void whenOnlyTheMainProcessIsHeardThenReloadsAreFollowedAllTheSame() throws Exception {
		SampleService service = SampleService.of(rig, List.of(), "NotifyAccess=main").start();
		for (int i = 0; i < 2; i++) {
			long pid = service.reload().pid();
			service.awaitAlone();
			// The successor has nothing to say any more by then that would not be heard.
			Awaitility.await()
				.atMost(SampleRun.PATIENCE)
				.during(Duration.ofSeconds(3))
				.until(() -> service.unit().show("MainPID").equals(Long.toString(pid)));
			service.assertMain(pid);
		}
		assertThat(service.unit().show("NRestarts")).isEqualTo("0");
	}

	@Test
	void aStartThatTakesLongIsWaitedFor() throws Exception {
		Files.writeString(rig.path("/run/hold"), "");
		SampleService service = SampleService.of(rig, List.of("--sample.start-held-by=/run/hold"), "TimeoutStartSec=8");
		service.unit().systemctl("start", "--no-block").assertSuccess();
		service.unit().await("ActiveState", "activating");
		Awaitility.await()
			.atMost(SampleRun.PATIENCE)
			.during(Duration.ofSeconds(12))
			.until(() -> service.unit().show("ActiveState").equals("activating"));
		Files.delete(rig.path("/run/hold"));
		service.unit().await("ActiveState", "active");
		assertThat(service.unit().show("Result")).isEqualTo("success");
	}

	@Test
	void aDrainThatTakesLongIsWaitedFor() throws Exception {
		SampleService service = SampleService.of(rig, List.of(), "TimeoutStopSec=6").start();
		try (HttpConnection slow = Clients.open(service.port())) {
			slow.send("GET /slow?ms=12000 HTTP/1.1\r\nHost: test\r\n\r\n");
			Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> service.view().requestsInFlight() == 2);
			service.unit().stop();
			assertThat(slow.receive(SampleRun.PATIENCE).status()).isEqualTo(200);
		}
		assertThat(service.unit().show("Result")).isEqualTo("success");
		assertThat(service.unit().processes()).isEmpty();
	}

	@Test
	void whileItReloadsNothingElseIsSaidThanThat() throws Exception {
		SampleService service = SampleService.of(rig, STANDING_BY).start();
		HandoffView first = service.view();
		service.reload();
		assertThat(service.unit().show("ActiveState")).isEqualTo("active");
		assertThat(service.unit().processes()).hasSize(2);
		assertThat(service.unit().journal()).noneMatch((line) -> line.contains("reception only permitted"))
			.noneMatch((line) -> line.contains("does not belong to service"));
		assertThat(service.unit().process(first.pid()).isAlive()).isTrue();
	}

}
