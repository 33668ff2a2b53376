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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ExitStatus}.
 */
class ExitStatusTests {

	@ParameterizedTest
	@CsvSource({ "0,exited with status 0", "1,exited with status 1", "128,exited with status 128",
			"129,was killed by signal 1 (SIGHUP)", "134,was killed by signal 6 (SIGABRT)",
			"137,was killed by signal 9 (SIGKILL)", "139,was killed by signal 11 (SIGSEGV)",
			"143,was killed by signal 15 (SIGTERM)", "159,was killed by signal 31 (SIGSYS)",
			"160,exited with status 160", "255,exited with status 255" })
	void textTellsStatusOrSignal(int code, String text) {
		assertThat(new ExitStatus(code)).hasToString(text);
	}

}
