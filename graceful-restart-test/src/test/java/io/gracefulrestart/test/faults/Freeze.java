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

package io.gracefulrestart.test.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;

import static org.awaitility.Awaitility.await;

/**
 * Stops processes in the middle of whatever they do.
 */
public final class Freeze {

	private static final Duration SOON = Duration.ofSeconds(30);

	private static final Duration LOOK = Duration.ofMillis(2);

	private Freeze() {
	}

	/**
	 * Freeze a process, and return when none of its threads runs any more.
	 * @param process the process
	 */
	static void freeze(ApplicationProcess process) {
		freeze(process.observe());
	}

	/**
	 * Freeze a process, and return when none of its threads runs any more.
	 * @param process the process
	 */
	public static void freeze(ObservedProcess process) {
		process.signal(ProcessSignal.STOP);
		await().atMost(SOON).pollDelay(Duration.ZERO).pollInterval(LOOK).until(() -> isFrozen(process.pid()));
	}

	static void thaw(ApplicationProcess process) {
		process.signal(ProcessSignal.CONT);
	}

	private static boolean isFrozen(long pid) throws IOException {
		try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
			return threads.allMatch(Freeze::isStopped);
		}
	}

	private static boolean isStopped(Path thread) {
		try {
			// The state follows the name in parentheses; see proc_pid_stat(5).
			String stat = Files.readString(thread.resolve("stat"));
			return stat.charAt(stat.lastIndexOf(')') + 2) == 'T';
		}
		catch (IOException ex) {
			// Ended since the directory was listed, so not all of them were stopped.
			return false;
		}
	}

}
