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

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Variables of systemd that do not say what is there.
 */
class InheritedVariablesIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "LISTEN_FDS=many | LISTEN_FDS | many | not a number of descriptors",
			"LISTEN_FDS=0 | LISTEN_FDS | 0 | not a number of descriptors",
			"LISTEN_FDS=500 | LISTEN_FDS | 500 | descriptor 3 is not a socket",
			"LISTEN_FDS=1 LISTEN_FDNAMES=http:management | LISTEN_FDNAMES | http:management | 2 names for 1 descriptors" })
	void whatTheVariablesPromiseMustBeThere(String variables, String name, String value, String reason) {
		ApplicationProcess process = this.run
			.runToItsEnd(this.run.quickLauncher().prefix(shell("LISTEN_PID=$$ " + variables)));
		assertThat(process.exitStatus()).isEqualTo(1);
		String output = String.join("\n", process.output());
		assertThat(output).contains("APPLICATION FAILED TO START");
		assertThat(output.substring(output.indexOf("Description:"))).contains(name + " has the value '" + value + "'")
			.contains(reason);
	}

	@Test
	void variablesOfAnotherProcessAreIgnored() throws Exception {
		ApplicationProcess process = this.run
			.start(this.run.quickLauncher().prefix(shell("LISTEN_PID=1 LISTEN_FDS=1")));
		assertThat(process.awaitLine("LISTEN_FDS=1", SampleRun.PATIENCE)).contains("ignored")
			.contains("for process 1, this is " + process.pid());
		assertThat(HandoffView.at(this.run.port()).listener("http").origin()).isEqualTo("BIND");
	}

	// Descriptor 3 is open, and no socket.
	private static String[] shell(String variables) {
		return new String[] { "sh", "-c", variables + " exec \"$@\" 3</dev/null", "sh" };
	}

}
