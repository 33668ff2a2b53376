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

package io.gracefulrestart.autoconfigure;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PidFileWriterWarning}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PidFileWriterWarningTests {

	private static final String WARNING = "ApplicationPidFileWriter is deleted by the process that was replaced";

	@TempDir
	private Path directory;

	@Test
	void springBootsOwnFileIsWarnedAbout(CapturedOutput output) {
		try (RunningApplication application = start(WithWriter.class, true)) {
			assertThat(application.context().isActive()).isTrue();
		}
		assertThat(output).containsOnlyOnce(WARNING).contains("set 'graceful-restart.pid-file' instead");
	}

	@Test
	void notWhereNobodyTakesOver(CapturedOutput output) {
		start(WithWriter.class, false).close();
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void notWhereItIsNotUsed(CapturedOutput output) {
		start(RunningApplication.Events.class, true).close();
		assertThat(output).doesNotContain(WARNING);
	}

	private RunningApplication start(Class<?> source, boolean handoff) {
		return RunningApplication.start(source, "graceful-restart.handoff.enabled=" + handoff,
				"graceful-restart.handoff.socket=" + this.directory.resolve("app.sock"));
	}

	/**
	 * Has the listener, which Spring Boot hands on from the application to its context.
	 */
	static class WithWriter {

		@Bean
		static ApplicationPidFileWriter pidFileWriter() {
			return new ApplicationPidFileWriter();
		}

	}

}
