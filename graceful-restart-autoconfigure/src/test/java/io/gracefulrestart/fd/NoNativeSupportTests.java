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

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests {@link NativeSupport} in JVMs where the native library cannot be loaded.
 */
class NoNativeSupportTests {

	@TempDir
	private Path directory;

	@Test
	void libraryThatCannotBeUnpackedIsTheCause() throws Exception {
		// Neither for temporary files nor in the working directory, which jffi tries
		// next.
		assertThat(supportIn("/proc", "-Djava.io.tmpdir=/proc", "-cp", classPath("")))
			.startsWith("unavailable: native library cannot be loaded: java.lang.UnsatisfiedLinkError: ");
	}

	@Test
	void libraryThatIsNotThereIsTheCause() throws Exception {
		assertThat(supportIn("/", "-cp", classPath("jffi"))).startsWith(
				"unavailable: native library cannot be loaded: java.lang.NoClassDefFoundError: com/kenai/jffi/");
	}

	private String supportIn(String workingDirectory, String... options) throws Exception {
		Path result = this.directory.resolve("result");
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		builder.command().addAll(Arrays.asList(options));
		builder.command().add(NativeSupportMain.class.getName());
		builder.command().add(result.toString());
		Process process = builder.directory(new File(workingDirectory))
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile())
			.start();
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).as(() -> "see " + this.directory).isZero();
		return Files.readString(result);
	}

	private static String classPath(String without) {
		// The tests' own class path, of which surefire shows only a jar that names it.
		return Arrays
			.stream(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
				.split(File.pathSeparator))
			.filter((entry) -> without.isEmpty() || !Path.of(entry).getFileName().toString().startsWith(without))
			.collect(Collectors.joining(File.pathSeparator));
	}

}
