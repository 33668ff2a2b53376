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

package io.gracefulrestart.test.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Marks a process that we start, and with it all that stem from it, by a variable in the
 * environment, which children inherit. A successor that an application has launched by
 * itself outlives its parent and becomes a child of init: only the mark still says where
 * it came from.
 */
final class Lineage {

	static final String VARIABLE = "GRACEFUL_RESTART_TEST_LINEAGE";

	private static final String JVM = UUID.randomUUID().toString();

	private static final AtomicInteger counter = new AtomicInteger();

	// Whatever happens to the tests, no process outlives the JVM that wanted it.
	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(JVM), "graceful-restart-test-cleaner"));
	}

	private final String mark = JVM + "." + counter.incrementAndGet() + ".";

	String mark() {
		return this.mark;
	}

	/**
	 * Return the living processes that bear the mark.
	 * @return processes in no order
	 */
	List<ProcessHandle> alive() {
		return alive(this.mark);
	}

	/**
	 * Kill every process that bears the mark, those that are being born included.
	 */
	void kill() {
		kill(this.mark);
	}

	private static void kill(String mark) {
		// A process may have forked between the look and the blow: look again.
		for (List<ProcessHandle> found = alive(mark); !found.isEmpty(); found = alive(mark)) {
			found.forEach(ProcessHandle::destroyForcibly);
			found.forEach((process) -> process.onExit().join());
		}
	}

	private static List<ProcessHandle> alive(String mark) {
		byte[] wanted = (VARIABLE + "=" + mark).getBytes(StandardCharsets.US_ASCII);
		return ProcessHandle.allProcesses()
			.filter((process) -> process.pid() != ProcessHandle.current().pid())
			.filter((process) -> contains(environment(process.pid()), wanted))
			.filter(ProcessHandle::isAlive)
			.toList();
	}

	private static byte[] environment(long pid) {
		try {
			return Files.readAllBytes(Path.of("/proc", Long.toString(pid), "environ"));
		}
		catch (IOException ex) {
			// Ended meanwhile, or another user's: not ours in either case.
			return new byte[0];
		}
	}

	private static boolean contains(byte[] bytes, byte[] wanted) {
		return new String(bytes, StandardCharsets.ISO_8859_1).contains(new String(wanted, StandardCharsets.ISO_8859_1));
	}

}
