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

package io.gracefulrestart.supervisor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Process 1 of this process's pid namespace, mostly a container: when it ends, the kernel
 * kills everything else in there, so that a successor would not outlive a predecessor
 * that is process 1, or whose end is also the end of process 1. Looked for once, when the
 * process starts: later it may have another parent.
 */
public final class ProcessOne {

	/**
	 * Set by {@code supervise}, which stays in front of the application and follows the
	 * process that serves.
	 */
	static final String FOLLOWED = "GRACEFUL_RESTART_SUPERVISE";

	private static final Log logger = LogFactory.getLog(ProcessOne.class);

	// They pass signals on to the one process that they have started, and end when that
	// ends. The kernel cuts names after 15 bytes.
	private static final Set<String> INITS = Set.of("tini", "tini-static", "tini-amd64", "tini-arm64", "docker-init",
			"dumb-init", "catatonit", "podman-init");

	private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "ash", "busybox", "ksh", "zsh");

	private static final String REMEDY = "put sample-app/bin/supervise in front of the application,"
			+ " or start the next version in a container of its own";

	private final @Nullable String obstacle;

	private final @Nullable String script;

	/**
	 * Create it.
	 * @param obstacle why this process cannot be replaced, or {@code null}
	 * @param script the shell that runs the script of which nobody knows whether it stays
	 * when this process ends, or {@code null}
	 */
	private ProcessOne(@Nullable String obstacle, @Nullable String script) {
		this.obstacle = obstacle;
		this.script = script;
	}

	/**
	 * Return what this process has found when it asked first.
	 * @return process 1
	 */
	public static ProcessOne ofThisProcess() {
		return Own.INSTANCE;
	}

	/**
	 * Look for it.
	 * @param proc the file system {@code /proc}; where it cannot be read, nothing is in
	 * the way
	 * @param environment this process's environment
	 * @return process 1
	 */
	static ProcessOne look(Path proc, Map<String, String> environment) {
		Status self = Status.of(proc, "self");
		if (self == null) {
			return new ProcessOne(null, null);
		}
		if (self.isFirst()) {
			return new ProcessOne(
					"this process is process 1 of its container, with which everything in there ends: " + REMEDY, null);
		}
		if (environment.containsKey(FOLLOWED)) {
			return new ProcessOne(null, null);
		}
		String script = null;
		for (Status next = self.parent(proc); next != null; next = next.parent(proc)) {
			if (SHELLS.contains(next.name())) {
				script = next.name();
			}
			else if (!INITS.contains(next.name())) {
				break;
			}
			if (next.isFirst()) {
				return (script != null) ? new ProcessOne(null, script) : new ProcessOne(next.name()
						+ ", process 1 of this container, ends with this process, and everything in there with it: "
						+ REMEDY, null);
			}
		}
		return new ProcessOne(null, null);
	}

	/**
	 * Return why this process cannot be replaced by one in the same pid namespace.
	 * @return a sentence fragment that ends with what to do, {@code null} if nothing is
	 * known to be in the way
	 */
	public @Nullable String obstacle() {
		return this.obstacle;
	}

	/**
	 * Say what an operator should know who wants restarts: one line, or none.
	 */
	public void tell() {
		if (this.obstacle != null) {
			logger.info("No restart within this container: " + this.obstacle);
		}
		else if (this.script != null) {
			logger.warn("Restarts may end this container: its first process is a script for '" + this.script
					+ "', and if that ends when this process does, so does everything in there: " + REMEDY);
		}
	}

	/** Looks when it is needed first. */
	private static final class Own {

		private static final ProcessOne INSTANCE = look(Path.of("/proc"), System.getenv());

	}

	/**
	 * What is asked of proc_pid_status(5).
	 *
	 * @param name the name of the command
	 * @param parent process id of the parent, 0 if that is in another pid namespace
	 * @param innermost process id in the process's own pid namespace
	 */
	private record Status(String name, String parent, String innermost) {

		static @Nullable Status of(Path proc, String process) {
			Map<String, String> fields = new TreeMap<>();
			try {
				// The name may hold any bytes.
				for (String line : Files.readAllLines(proc.resolve(process).resolve("status"),
						StandardCharsets.ISO_8859_1)) {
					int colon = line.indexOf(':');
					if (colon > 0) {
						fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
					}
				}
			}
			catch (IOException ex) {
				return null; // gone, or not to be seen
			}
			// One id for each namespace, its own last; not in kernels before 4.1.
			String ids = fields.getOrDefault("NSpid", fields.getOrDefault("Pid", ""));
			return new Status(fields.getOrDefault("Name", ""), fields.getOrDefault("PPid", "0"),
					ids.substring(ids.lastIndexOf('\t') + 1));
		}

		boolean isFirst() {
			return this.innermost.equals("1");
		}

		@Nullable Status parent(Path proc) {
			return this.parent.equals("0") ? null : of(proc, this.parent);
		}

	}

}
