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

package io.gracefulrestart.test.demo;

import java.io.PrintWriter;
import java.io.StringWriter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests how the demo takes its options.
 */
class DemoUsageTests {

	private final StringWriter out = new StringWriter();

	private final StringWriter err = new StringWriter();

	private final CommandLine commandLine = Demo.commandLine()
		.setOut(new PrintWriter(this.out))
		.setErr(new PrintWriter(this.err));

	@Test
	void helpNamesEveryOption() {
		assertThat(this.commandLine.execute("--help")).isZero();
		assertThat(this.out.toString()).contains("--duration", "--rate", "--restarts", "--jdk", "--jar", "--report",
				"Exit status");
	}

	@ParameterizedTest
	@CsvSource({ "--rate=x, is not an int", "--rate=-1, Not a value for --rate: -1",
			"--duration=0, Not a value for --duration: 0", "--restarts=-1, Not a value for --restarts: -1",
			"--port=65536, Not a value for --port: 65536", "--jar=missing.jar, There is no jar missing.jar",
			"--sparkle, Unknown option" })
	void badUsageIsNamedAndGivesStatusTwo(String argument, String message) {
		assertThat(this.commandLine.execute(argument)).isEqualTo(2);
		assertThat(this.err.toString()).contains(message).contains("Try ./demo --help");
	}

}
