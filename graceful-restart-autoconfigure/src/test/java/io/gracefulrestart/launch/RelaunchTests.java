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

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that a JVM starts its own command line again, and that it is the same.
 */
class RelaunchTests {

	private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");

	@TempDir
	private Path directory;

	@Test
	void secondGenerationIsStartedAsTheFirstWas() throws Exception {
		this.directory = this.directory.toRealPath();
		Path release = Files.createDirectory(this.directory.resolve("release-1"));
		Path current = Files.createSymbolicLink(this.directory.resolve("current"), release);
		Path bin = Files.createDirectory(this.directory.resolve("bin"));
		Path java = Files.createSymbolicLink(bin.resolve("java"), JAVA);
		Files.writeString(release.resolve("args"), "-cp \"" + System.getProperty("java.class.path") + "\"\n");
		// The value is no text in any character set that a JVM here would have.
		Path script = Files.writeString(release.resolve("start"),
				"RAW=$(printf 'a\\377\\200b') && export RAW || exit\n" + "PATH=" + bin
						+ ":$PATH exec java @args -Dw='1 2' " + RelaunchMain.class.getName()
						+ " out '' 'a b' '\"*' @notarg ''\n");
		Process process = new ProcessBuilder("sh", "-c", "cd " + current + " && . " + script).redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile())
			.start();
		try {
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).as(Files.readString(this.directory.resolve("output"))).isZero();
		}
		finally {
			process.destroyForcibly().waitFor();
			Files.delete(java);
		}
		List<String> first = Files.readAllLines(release.resolve("out.1"), StandardCharsets.ISO_8859_1);
		assertThat(first).contains("arguments [out, , a b, \"*, @notarg, ]", "property 1 2",
				"words [" + java + ", @args, -Dw=1 2, " + RelaunchMain.class.getName()
						+ ", out, , a b, \"*, @notarg, ]",
				"directory " + current, "is " + release, "raw [RAW=a\u00ff\u0080b]");
		assertThat(Files.readAllLines(release.resolve("out.2"), StandardCharsets.ISO_8859_1)).isEqualTo(first);
	}

}
