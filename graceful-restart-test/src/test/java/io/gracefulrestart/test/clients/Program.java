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

package io.gracefulrestart.test.clients;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.sample.SampleRun;

/**
 * A foreign program that runs, with its standard output in one file and its standard
 * error in another. Whoever has started it closes it.
 */
final class Program implements AutoCloseable {

	private final Process process;

	private final Path output;

	private final Path errors;

	private Program(Process process, Path output, Path errors) {
		this.process = process;
		this.output = output;
		this.errors = errors;
	}

	/**
	 * Start a program.
	 * @param directory where its output goes, and which is its working and home directory
	 * @param program the program
	 * @param arguments its arguments
	 * @return the program, which runs
	 */
	static Program start(Path directory, Path program, String... arguments) {
		return start(false, directory, program, arguments);
	}

	/**
	 * Start a program whose standard error is output as well: unlike the standard output
	 * it is not held back until there is much of it.
	 * @param directory where its output goes, and which is its working and home directory
	 * @param program the program
	 * @param arguments its arguments
	 * @return the program, which runs
	 */
	static Program startWithErrorsAsOutput(Path directory, Path program, String... arguments) {
		return start(true, directory, program, arguments);
	}

	private static Program start(boolean errorsAsOutput, Path directory, Path program, String... arguments) {
		List<String> command = new ArrayList<>(List.of(program.toString()));
		command.addAll(Arrays.asList(arguments));
		try {
			Path output = Files.createTempFile(directory, program.getFileName() + "-", ".out");
			Path errors = Files.createTempFile(directory, program.getFileName() + "-", ".err");
			ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
				.redirectInput(Path.of("/dev/null").toFile())
				.redirectOutput(output.toFile())
				.redirectErrorStream(errorsAsOutput)
				.redirectError(errors.toFile());
			// No settings of whoever runs the tests, such as a proxy or a .curlrc.
			builder.environment().keySet().removeIf((name) -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
			builder.environment().put("HOME", directory.toString());
			return new Program(builder.start(), output, errors);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Wait until it has ended.
	 * @return its exit status
	 */
	int awaitExit() {
		try {
			if (!this.process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new AssertionError("Still running after " + SampleRun.PATIENCE + ": " + describe());
			}
			return this.process.exitValue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Return what it has written to its standard output.
	 * @return lines in order, the last one perhaps not complete yet
	 */
	List<String> output() {
		return lines(this.output);
	}

	/**
	 * Return what it has written to its standard error.
	 * @return lines in order, the last one perhaps not complete yet
	 */
	List<String> errors() {
		return lines(this.errors);
	}

	String describe() {
		return this.process.info().commandLine().orElse(this.output.getFileName().toString()) + "\n"
				+ String.join("\n", output()) + "\n" + String.join("\n", errors());
	}

	static List<String> lines(Path file) {
		try {
			return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).lines().toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Have it end, with all that it has started.
	 */
	@Override
	public void close() {
		List<ProcessHandle> started = this.process.descendants().toList();
		this.process.destroy();
		try {
			if (!this.process.waitFor(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.process.destroyForcibly();
		}
		// Those that have ended keep their handle, so that nobody else is hit.
		started.forEach(ProcessHandle::destroyForcibly);
		this.process.onExit().join();
		started.forEach((handle) -> handle.onExit().join());
	}

}
