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

package io.gracefulrestart.fd;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

/**
 * Tests what a {@link ControlConnection} does when this process may open no more files,
 * in a JVM of its own with a low limit.
 */
class TruncationTests {

	@TempDir
	private Path directory;

	@Test
	void descriptorsThatDoNotFitAreAnErrorAndThoseThatCameAreClosed() throws Exception {
		Path output = this.directory.resolve("output");
		Path result = this.directory.resolve("result");
		Process process = new ProcessBuilder("sh", "-c", "ulimit -n 200 && exec \"$@\"", "sh",
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), "-XX:-MaxFDLimit", TruncationMain.class.getName(),
				result.toString())
			.redirectErrorStream(true)
			.redirectOutput(output.toFile())
			.start();
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(result).as(() -> contentOf(output.toFile())).exists();
		assertThat(Files.readAllLines(result)).satisfiesExactly(
				(line) -> assertThat(line).startsWith("Only ").endsWith("(ulimit -n) reached?"),
				(line) -> assertThat(line).isEqualTo("leaked 0"), (line) -> assertThat(line).isEqualTo("next 2"));
	}

}
