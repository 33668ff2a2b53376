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

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;

/**
 * Starts successors of this process. Thread safe.
 * <p>
 * A successor's standard input is {@code /dev/null}, its output is copied to this
 * process's own ({@link LaunchedProcess}), and of this process's descriptors it gets
 * none. Native support must be available.
 */
public final class Launcher {

	private static final File NOTHING = new File("/dev/null");

	private final CommandLine commandLine;

	private final OutputTargets targets;

	/**
	 * Create a launcher.
	 * @param commandLine what to execute
	 * @throws UnsupportedOperationException if there is no native support
	 */
	public Launcher(CommandLine commandLine) {
		this(commandLine, OutputTargets.own());
	}

	Launcher(CommandLine commandLine, OutputTargets targets) {
		this.commandLine = commandLine;
		this.targets = targets;
	}

	/**
	 * Return what is executed.
	 * @return the command line
	 */
	public CommandLine commandLine() {
		return this.commandLine;
	}

	/**
	 * Start one. Returns when the executable has been found and is being executed, some
	 * milliseconds later; whether it is a JVM, and whether that comes up, is not known
	 * then.
	 * @return the process; it is not ended with this one
	 * @throws LaunchFailedException if there is no such executable, it must not be
	 * executed, the working directory is gone, or the kernel has no memory or process
	 * left
	 */
	public LaunchedProcess launch() throws LaunchFailedException {
		// The JDK's message for it would be the one for a missing executable.
		if (!Files.isDirectory(this.commandLine.workingDirectory())) {
			throw new LaunchFailedException(this.commandLine,
					"working directory " + this.commandLine.workingDirectory() + " is gone", null);
		}
		LaunchToken token = LaunchToken.random();
		ProcessBuilder builder = new ProcessBuilder(this.commandLine.words())
			.directory(this.commandLine.workingDirectory().toFile())
			.redirectInput(NOTHING);
		SuccessorEnvironment.prepare(builder.environment(), token);
		Instant startedAt = Instant.now();
		try {
			return LaunchedProcess.of(builder.start(), token, startedAt, this.targets);
		}
		catch (IOException ex) {
			throw LaunchFailedException.of(this.commandLine, ex);
		}
	}

}
