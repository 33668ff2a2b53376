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

package io.gracefulrestart.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaunchFailedException}, with what the JDKs say.
 */
class LaunchFailedExceptionTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			error=13, Permission denied                    | Permission denied
			error=12, Cannot allocate memory               | Cannot allocate memory
			'Exec failed, error: 11 (Resource temporarily unavailable) ' | Resource temporarily unavailable
			invalid null character in command              | invalid null character in command
			""")
	void reasonIsThatOfTheSystem(String message, String reason) {
		assertThat(reason(message)).isEqualTo(reason);
	}

	@Test
	void jdkThatWasReplacedIsSuspected() {
		assertThat(reason("error=0, Failed to exec spawn helper: pid: 4711, exit value: 1"))
			.isEqualTo("error=0, Failed to exec spawn helper: pid: 4711, exit value: 1; was the JDK in "
					+ System.getProperty("java.home") + " replaced or removed while this process ran?");
	}

	@Test
	void failureWithoutACauseTellsItself() {
		CommandLine commandLine = new CommandLine(List.of("java", "-a", "-b"), Path.of("/srv"));
		assertThat(LaunchFailedException.of(commandLine, new IOException("no luck")))
			.hasMessage("Successor could not be started by java (2 arguments, in /srv): no luck");
	}

	private static String reason(String message) {
		IOException failure = new IOException("Cannot run program \"java\": " + message, new IOException(message));
		return LaunchFailedException.of(new CommandLine(List.of("java"), Path.of("/srv")), failure).reason();
	}

}
