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

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rig itself: that what the other tests conclude from it is true of it, and that
 * nothing is left of it.
 */
class SystemdRigIntegrationTests {

	// Ignores SIGTERM, as its child does, and leaves that behind.
	private static final String LEAVES_A_CHILD = "ExecStart=/bin/sh -c 'trap \"\" TERM; sleep 1000 & echo started; exec sleep 1000'";

	@RegisterExtension
	static final SystemdRig rig = new SystemdRig();

	@TempDir
	Path directory;

	@Test
	void allProcessesOfAUnitAreSeenAndEndWithIt() {
		SystemdUnit unit = rig.unit("sample.service", "[Service]", LEAVES_A_CHILD, "TimeoutStopSec=200ms");
		unit.start();
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> unit.processes().size() == 2);
		assertThat(unit.processes()).contains(unit.mainProcess());
		assertThat(SystemdUnit.innerPid(unit.mainProcess())).isNotEqualTo(unit.mainProcess().pid());
		assertThat(rig.systemctl("status", unit.name()).assertSuccess().output())
			.contains("Main PID: " + unit.show("MainPID"))
			.contains("sleep 1000");
		assertThat(unit.journal()).contains("started");
		List<ObservedProcess> processes = unit.processes();
		unit.systemctl("stop");
		unit.await("ActiveState", "failed");
		assertThat(unit.processes()).isEmpty();
		assertThat(processes).noneMatch(ObservedProcess::isAlive);
		assertThat(unit.journal()).anyMatch((line) -> line.contains("with signal SIGKILL"));
	}

	@Test
	void whatIsNotKilledIsSeenInTheControlGroup() {
		SystemdUnit unit = rig.unit("sample.service", "[Service]", LEAVES_A_CHILD, "KillMode=process",
				"TimeoutStopSec=200ms");
		unit.start();
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> unit.processes().size() == 2);
		unit.systemctl("stop");
		unit.await("ActiveState", "failed");
		assertThat(unit.processes()).hasSize(1).allMatch(ObservedProcess::isAlive);
	}

	@Test
	void severalRunSideBySideAndEndWithWhoHasStartedThem() throws Exception {
		Path where = this.directory.resolve("other");
		try (Rig other = new Rig(where)) {
			assertThat(other.systemd.pid()).isNotEqualTo(rig.pid());
			assertThat(other.systemd.isAlive()).isTrue();
			assertThat(new ObservedProcess(rig.pid()).isAlive()).isTrue();
			other.process.getOutputStream().close();
			assertThat(other.process.waitFor()).isZero();
			assertThat(other.systemd.isAlive()).isFalse();
			assertThat(where).doesNotExist();
		}
	}

	@Test
	void whenItsKeeperIsKilledThenNoSystemdIsLeft() throws Exception {
		try (Rig other = new Rig(this.directory.resolve("other"))) {
			other.process.destroyForcibly().waitFor();
			other.systemd.awaitEnd(SampleRun.PATIENCE);
		}
		assertThat(mounts()).noneMatch((line) -> line.contains(this.directory.toString()));
	}

	private static List<String> mounts() throws IOException {
		try (Stream<String> lines = Files.lines(Path.of("/proc/self/mountinfo"))) {
			return lines.toList();
		}
	}

	/**
	 * A rig of this test's own.
	 */
	private static final class Rig implements AutoCloseable {

		private final Process process;

		private final ObservedProcess systemd;

		Rig(Path directory) throws IOException {
			this.process = new ProcessBuilder("bash", SystemdRig.SCRIPT.toString(), "run", directory.toString())
				.redirectErrorStream(true)
				.start();
			BufferedReader output = this.process.inputReader();
			String line = output.readLine();
			assertThat(line).startsWith("ready ");
			this.systemd = new ObservedProcess(Long.parseLong(line.substring(6)));
		}

		@Override
		public void close() throws IOException {
			this.process.getOutputStream().close();
			this.process.onExit().join();
		}

	}

}
