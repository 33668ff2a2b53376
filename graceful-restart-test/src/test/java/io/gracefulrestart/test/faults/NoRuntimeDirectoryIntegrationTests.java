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

package io.gracefulrestart.test.faults;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.Requirements;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 28: there is no place for the control socket. The application serves, and says once
 * that nobody can take over from it, and why.
 */
@Timeout(180)
class NoRuntimeDirectoryIntegrationTests {

	private static final int TERMINATED = 128 + 15;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void whenTheDirectoryIsMissingThenTheApplicationServesWithoutHandoff() throws Exception {
		Path missing = this.run.directory().resolve("missing");
		assertServesWithoutHandoff(missing, missing + "/graceful-restart cannot be made: its directory does not exist");
	}

	// An inode for the root directory, and for the control socket's own one.
	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "ro | /graceful-restart cannot be made: Read-only file system",
					"nr_inodes=1 | /graceful-restart cannot be made: No space left on device",
					"nr_inodes=2 | failed: ENOSPC (No space left on device)" })
	void whenNothingCanBeWrittenThereThenTheApplicationServesWithoutHandoff(String options, String reason)
			throws Exception {
		Requirements.mounts();
		Path mounted = Files.createDirectory(this.run.directory().resolve("mounted"));
		assertServesWithoutHandoff(mounted, reason, "unshare", "--mount", "sh", "-c",
				"mount -t tmpfs -o mode=0700," + options + " none " + mounted + " && exec \"$@\"", "sh");
	}

	private void assertServesWithoutHandoff(Path directory, String reason, String... prefix) throws Exception {
		ApplicationProcess process = this.run
			.start(this.run.quickLauncher().environment("XDG_RUNTIME_DIR", directory.toString()).prefix(prefix));
		process.awaitLine("Generation 1 serving", SampleRun.PATIENCE);
		assertThat(process.output()).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.contains("No handoff, and the application serves without it: " + directory, reason);
		HandoffView view = HandoffView.at(this.run.port());
		assertThat(view.pid()).isEqualTo(process.pid());
		assertThat(view.state()).isEqualTo("SERVING");
		assertThat(view.handoffAbsence()).startsWith(directory.toString()).contains(reason);
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(process.pid());
		process.signal(ProcessSignal.TERM);
		assertThat(process.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
	}

}
