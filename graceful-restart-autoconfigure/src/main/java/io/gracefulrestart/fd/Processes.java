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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel knows of this process and others.
 */
public final class Processes {

	// Field 20, where the state is field 3.
	private static final int THREADS = 17;

	private Processes() {
	}

	/**
	 * Return the effective user id of this process, which is what its peers see in
	 * {@link PeerCredentials#uid()}.
	 * @return the user id
	 */
	public static int uid() {
		return NativeSupport.libc().geteuid();
	}

	/**
	 * Return the pid namespace of this process, in which its process id counts.
	 * @return inode of {@code /proc/self/ns/pid}, see namespaces(7): the same for all
	 * processes in it, and another one for those in another; {@code null} if it cannot be
	 * read
	 */
	public static @Nullable Long namespace() {
		try {
			String text = Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
			return Long.valueOf(text.replaceAll("\\D", ""));
		}
		catch (IOException | NumberFormatException ex) {
			return null;
		}
	}

	/**
	 * Return whether a process runs. One that has ended counts as gone even while its
	 * parent has not asked for its exit status (a zombie): its descriptors are closed,
	 * and its children have another parent. As long as one of its threads is there that
	 * is not so, also when the first one has ended.
	 * @param pid process id
	 * @return whether a process with this number runs now; the number of a dead process
	 * may have gone to another one
	 */
	public static boolean isAlive(long pid) {
		return isAlive(stat(pid));
	}

	/**
	 * Return whether a process runs.
	 * @param stat what the kernel says of it, from its state on, see proc_pid_stat(5)
	 * @return whether one of its threads runs
	 */
	static boolean isAlive(String stat) {
		if ("ZXx".indexOf(stat.charAt(0)) < 0) {
			return true;
		}
		String[] fields = stat.split(" ");
		return fields.length > THREADS && !fields[THREADS].equals("0") && !fields[THREADS].equals("1");
	}

	/**
	 * Return whether a process is stopped, by a signal or a debugger.
	 * @param pid process id
	 * @return whether it is stopped at this instant
	 */
	public static boolean isStopped(long pid) {
		return "Tt".indexOf(stat(pid).charAt(0)) >= 0;
	}

	// Only X, as of a dead process, if there is no such process, or it ended while being
	// read.
	private static String stat(long pid) {
		try {
			// The state follows the command, which is in parentheses and may hold some.
			byte[] stat = Files.readAllBytes(Path.of("/proc/" + pid + "/stat"));
			String line = new String(stat, StandardCharsets.ISO_8859_1);
			return line.substring(line.lastIndexOf(')') + 2);
		}
		catch (IOException ex) {
			return "X";
		}
	}

}
