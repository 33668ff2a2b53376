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

package io.gracefulrestart.test.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * A program in C that moves connections from process to process with the system calls
 * that this takes and nothing else ({@code move.c}).
 *
 * @param program the compiled program
 */
record BareMove(Path program) {

	// SCM_MAX_FD, which is what the application's batches have as well.
	private static final int BATCH = 253;

	private static final List<String> COMPILERS = List.of("cc", "gcc");

	/**
	 * Compile it.
	 * @param directory where source and program go
	 * @return the program, {@code null} if this machine has no compiler
	 * @throws IOException if it has one which does not compile it
	 * @throws InterruptedException if interrupted
	 */
	static @Nullable BareMove compile(Path directory) throws IOException, InterruptedException {
		Path source = directory.resolve("move.c");
		try (InputStream resource = BareMove.class.getResourceAsStream("move.c")) {
			if (resource == null) {
				throw new IOException("move.c is not on the class path");
			}
			Files.copy(resource, source, StandardCopyOption.REPLACE_EXISTING);
		}
		Path program = directory.resolve("move");
		for (String compiler : COMPILERS) {
			if (isInstalled(compiler)) {
				run(compiler, "-O2", "-o", program.toString(), source.toString());
				return new BareMove(program);
			}
		}
		return null;
	}

	private static boolean isInstalled(String compiler) throws InterruptedException {
		try {
			return new ProcessBuilder(compiler, "--version").redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false; // no such program
		}
	}

	/**
	 * Move connections.
	 * @param connections how many
	 * @return microseconds per connection
	 * @throws IOException if it fails
	 * @throws InterruptedException if interrupted
	 */
	double run(int connections) throws IOException, InterruptedException {
		return Double.parseDouble(run(this.program.toString(), String.format(Locale.ROOT, "%d", connections),
				String.format(Locale.ROOT, "%d", BATCH)));
	}

	private static String run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
		if (process.waitFor() != 0) {
			throw new IOException(String.join(" ", command) + " failed: " + output);
		}
		return output;
	}

}
