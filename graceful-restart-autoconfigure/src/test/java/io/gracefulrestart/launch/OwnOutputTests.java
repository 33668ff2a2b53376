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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests where a successor's output goes, with a real JVM that starts it.
 */
class OwnOutputTests {

	@TempDir
	private Path directory;

	@Test
	void successorWritesToTheSameFilesWhenItsStarterIsGone() throws Exception {
		Path output = this.directory.resolve("output");
		Path error = this.directory.resolve("error");
		Process starter = java(StarterMain.class, this.directory.resolve("control.sock"), output)
			.redirectOutput(output.toFile())
			.redirectError(error.toFile())
			.start();
		try {
			assertThat(starter.waitFor(40, TimeUnit.SECONDS)).isTrue();
			assertThat(starter.exitValue()).as(() -> read(error)).isZero();
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(read(output)).isEqualTo("to the pipe\nalone\nfrom sh\n"));
			assertThat(read(error)).endsWith("error alone\nerror from sh\n");
		}
		finally {
			starter.destroyForcibly().waitFor();
		}
	}

	@Test
	void outputOfOursThatNobodyReadsDoesNotHoldUpTheSuccessor() throws Exception {
		Path result = this.directory.resolve("result");
		Process starter = java(FloodMain.class, result).start();
		try {
			assertThat(starter.waitFor(40, TimeUnit.SECONDS)).isTrue();
			assertThat(read(result)).isEqualTo("exited with status 0 true");
		}
		finally {
			starter.destroyForcibly().waitFor();
		}
	}

	@Test
	void outputOfOursWhoseReaderIsGoneDoesNotEndTheSuccessor() throws Exception {
		Path result = this.directory.resolve("result");
		Process starter = java(FloodMain.class, result).start();
		try {
			starter.getInputStream().close();
			assertThat(starter.waitFor(40, TimeUnit.SECONDS)).isTrue();
			assertThat(read(result)).isEqualTo("exited with status 0 true");
		}
		finally {
			starter.destroyForcibly().waitFor();
		}
	}

	private static ProcessBuilder java(Class<?> main, Path... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
						System.getProperty("java.class.path"), main.getName()));
		List.of(arguments).forEach((argument) -> command.add(argument.toString()));
		return new ProcessBuilder(command);
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			return ex.toString();
		}
	}

}
