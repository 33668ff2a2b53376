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

package io.gracefulrestart.test.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Flags of another process's descriptors.
 */
final class DescriptorFlags {

	// O_CLOEXEC in octal, see proc(5) on fdinfo; FD_CLOEXEC is shown as that.
	private static final long CLOSE_ON_EXEC = 02000000;

	private DescriptorFlags() {
	}

	/**
	 * Find the descriptors of a socket that a program would inherit which the process
	 * starts.
	 * @param pid process id
	 * @param inode inode of the socket
	 * @return numbers of descriptors without the flag FD_CLOEXEC
	 * @throws IOException if the process cannot be read
	 */
	static List<String> inheritable(long pid, long inode) throws IOException {
		Path process = Path.of("/proc", Long.toString(pid));
		try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
			return descriptors.filter((descriptor) -> isSocket(descriptor, inode))
				.map((descriptor) -> descriptor.getFileName().toString())
				.filter((number) -> !isClosedOnExec(process.resolve("fdinfo").resolve(number)))
				.toList();
		}
	}

	private static boolean isSocket(Path descriptor, long inode) {
		try {
			return Files.readSymbolicLink(descriptor).toString().equals("socket:[" + inode + "]");
		}
		catch (IOException ex) {
			// Closed since the directory was listed.
			return false;
		}
	}

	private static boolean isClosedOnExec(Path info) {
		try (Stream<String> lines = Files.lines(info)) {
			String flags = lines.filter((line) -> line.startsWith("flags:")).findFirst().orElse("flags: 0");
			return (Long.parseLong(flags.substring(6).strip(), 8) & CLOSE_ON_EXEC) != 0;
		}
		catch (IOException ex) {
			return true;
		}
	}

}
