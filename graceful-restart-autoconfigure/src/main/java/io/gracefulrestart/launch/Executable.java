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
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the path by which to execute again what a process runs.
 */
final class Executable {

	// See proc_pid_exe(5).
	private static final String DELETED = " (deleted)";

	private Executable() {
	}

	/**
	 * Find it: the path by which the process was called, or at which {@code PATH} has it,
	 * if that is the file which it runs, since both may be links that are moved to the
	 * next version; else the file itself.
	 * @param calledAs what the process was called by
	 * @param running link to the file that it runs
	 * @param searchPath directories separated by colons, {@code null} for none
	 * @return the path
	 * @throws IOException if the link cannot be read
	 */
	static String find(String calledAs, Path running, @Nullable String searchPath) throws IOException {
		String candidate = calledAs.contains("/") ? calledAs : search(calledAs, searchPath);
		if (candidate != null && isSame(Path.of(candidate), running)) {
			return candidate;
		}
		String target = Files.readSymbolicLink(running).toString();
		// Replaced while it was starting: the next one stands at the same path.
		return target.endsWith(DELETED) ? target.substring(0, target.length() - DELETED.length()) : target;
	}

	private static @Nullable String search(String name, @Nullable String searchPath) {
		if (name.isEmpty() || searchPath == null) {
			return null;
		}
		return Stream.of(searchPath.split(":"))
			.filter((directory) -> directory.startsWith("/"))
			.map((directory) -> Path.of(directory, name))
			.filter((path) -> Files.isRegularFile(path) && Files.isExecutable(path))
			.map(Path::toString)
			.findFirst()
			.orElse(null);
	}

	private static boolean isSame(Path candidate, Path running) {
		try {
			return Files.isExecutable(candidate) && Files.isSameFile(candidate, running);
		}
		catch (IOException ex) {
			return false; // one of them is gone, so they are not the same
		}
	}

}
