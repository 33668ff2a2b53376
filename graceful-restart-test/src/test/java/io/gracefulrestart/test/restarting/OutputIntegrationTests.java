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

package io.gracefulrestart.test.restarting;

import java.nio.file.Files;
import java.nio.file.Path;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a successor writes goes where the first process's output went, before and after
 * the end of whoever has started it.
 */
@Timeout(180)
class OutputIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void outputOfAllGenerationsIsInTheFileOfTheFirst() throws Exception {
		ApplicationProcess first = this.run.startServing(this.run.quickLauncher());
		RestartReply second = RestartReply.restart(this.run.port());
		assertThat(second.outcome()).isEqualTo("SUCCEEDED");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		long pid = second.successor().pid();
		first.awaitLine("INFO " + pid + " .* takes over 1 listener", SampleRun.PATIENCE);
		first.awaitLine("INFO " + pid + " .* Generation 2 serving", SampleRun.PATIENCE);
		for (String stream : new String[] { "1", "2" }) {
			assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid + "/fd/" + stream))).isEqualTo(first.log());
		}
		// What it writes when nobody is left to copy it.
		RestartReply third = RestartReply.restart(this.run.port());
		assertThat(third.outcome()).isEqualTo("SUCCEEDED");
		first.awaitLine("INFO " + pid + " .* Started successor \\(pid " + third.successor().pid() + "\\)",
				SampleRun.PATIENCE);
		first.awaitLine("INFO " + third.successor().pid() + " .* Generation 3 serving", SampleRun.PATIENCE);
		assertThat(first.output()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
		// Each line once, and whole.
		assertThat(first.output()).filteredOn((line) -> line.contains("Started SampleApplication in")).hasSize(3);
	}

}
