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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What to execute, and where. Immutable.
 *
 * @param words the executable and its arguments, at least one word; an executable without
 * a slash is looked up in {@code PATH}, one that is a relative path, and whatever else is
 * relative, in the working directory
 * @param workingDirectory an absolute path, looked up anew at every start
 */
public record CommandLine(List<String> words, Path workingDirectory) {

	private static final Path OWN = Path.of("/proc/self");

	public CommandLine {
		words = List.copyOf(words);
		if (words.isEmpty() || words.get(0).isEmpty()) {
			throw new IllegalArgumentException("Command must begin with an executable: " + words);
		}
		if (!workingDirectory.isAbsolute()) {
			throw new IllegalArgumentException("Working directory must be absolute: " + workingDirectory);
		}
	}

	/**
	 * Read that of this process. It must be done early: the executable and the working
	 * directory are then the ones that this process was started with, and can be replaced
	 * later. Arguments are kept as they were given, empty ones and {@code @file}
	 * included; options in the environment ({@code JDK_JAVA_OPTIONS},
	 * {@code JAVA_TOOL_OPTIONS}) are no part of it and apply again by themselves.
	 * <p>
	 * Symbolic links stay links, so that one that is moved leads to the next version: the
	 * executable's, if it was called by a path or found in {@code PATH}, and that of the
	 * working directory, if {@code PWD} names it.
	 * @return the command line
	 * @throws IOException if {@code /proc} cannot be read, or an argument cannot be
	 * passed on as it is; the message says which
	 */
	public static CommandLine ofThisProcess() throws IOException {
		return read(OWN, System.getenv());
	}

	/**
	 * Read that of a process.
	 * @param process its directory in {@code /proc}, see proc_pid_cmdline(5)
	 * @param environment its environment
	 * @return the command line
	 * @throws IOException as {@link #ofThisProcess()}
	 */
	static CommandLine read(Path process, Map<String, String> environment) throws IOException {
		List<String> words = new ArrayList<>(Arguments.decode(Files.readAllBytes(process.resolve("cmdline"))));
		String calledAs = words.isEmpty() ? "" : words.remove(0);
		words.add(0, Executable.find(calledAs, process.resolve("exe"), environment.get("PATH")));
		return new CommandLine(words, workingDirectory(process.resolve("cwd"), environment.get("PWD")));
	}

	private static Path workingDirectory(Path current, @Nullable String named) throws IOException {
		// A shell leaves the way by which it came here, with its links, in PWD.
		if (named != null && named.startsWith("/") && isSame(Path.of(named), current)) {
			return Path.of(named);
		}
		return Files.readSymbolicLink(current);
	}

	private static boolean isSame(Path named, Path current) {
		try {
			return Files.isSameFile(named, current);
		}
		catch (IOException ex) {
			return false; // one of them is gone, so they are not the same
		}
	}

	/**
	 * Return another command in the same working directory.
	 * @param command a single string, which is split as a shell does it
	 * ({@link CommandWords}), or several, each of them one word
	 * @return the command line
	 * @throws IllegalArgumentException if there is no executable, or a quote is not
	 * closed
	 */
	public CommandLine withCommand(List<String> command) {
		List<String> words = (command.size() == 1) ? CommandWords.split(command.get(0)) : command;
		return new CommandLine(words, this.workingDirectory);
	}

	/**
	 * Return what is executed.
	 * @return the first word
	 */
	public String executable() {
		return this.words.get(0);
	}

	/**
	 * Describe it without its arguments, which may hold secrets.
	 */
	@Override
	public String toString() {
		int arguments = this.words.size() - 1;
		return executable() + " (" + arguments + ((arguments == 1) ? " argument" : " arguments") + ", in "
				+ this.workingDirectory + ")";
	}

}
