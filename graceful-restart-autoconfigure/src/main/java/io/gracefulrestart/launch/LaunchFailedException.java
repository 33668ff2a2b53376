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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A successor could not be started at all. The message names the executable, the working
 * directory and the reason, and no arguments, which may hold secrets.
 */
public final class LaunchFailedException extends IOException {

	private static final long serialVersionUID = 1L;

	// "error=2, No such file ..." until JDK 24, "Exec failed, error: 2 (No such file
	// ...)" since.
	private static final Pattern ERRNO = Pattern.compile("error(?:=\\d+, (.+)|: \\d+ \\((.+)\\) ?)$");

	private final transient CommandLine commandLine;

	private final String reason;

	LaunchFailedException(CommandLine commandLine, String reason, @Nullable Throwable cause) {
		super("Successor could not be started by " + commandLine + ": " + reason, cause);
		this.commandLine = commandLine;
		this.reason = reason;
	}

	static LaunchFailedException of(CommandLine commandLine, IOException cause) {
		return new LaunchFailedException(commandLine, reason(cause), cause);
	}

	private static String reason(IOException failure) {
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		String message = String.valueOf(cause.getMessage());
		if (message.contains("spawn helper") || message.contains("jspawnhelper")) {
			return message + "; was the JDK in " + System.getProperty("java.home")
					+ " replaced or removed while this process ran?";
		}
		Matcher matcher = ERRNO.matcher(message);
		if (!matcher.find()) {
			return message;
		}
		return (matcher.group(1) != null) ? matcher.group(1) : matcher.group(2);
	}

	/**
	 * Return what should have been executed.
	 * @return the command line
	 */
	public CommandLine commandLine() {
		return this.commandLine;
	}

	/**
	 * Return why it was not.
	 * @return a sentence fragment, such as {@code No such file or directory}
	 */
	public String reason() {
		return this.reason;
	}

}
