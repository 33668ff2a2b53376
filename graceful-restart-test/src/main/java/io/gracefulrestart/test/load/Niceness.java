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

package io.gracefulrestart.test.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * How far threads stand back when there are not enough processors for all, see nice(1)
 * and sched(7). On Linux each thread has its own, and those that it starts inherit it.
 */
final class Niceness {

	/**
	 * Most willing to wait.
	 */
	static final int HIGHEST = 19;

	private Niceness() {
	}

	/**
	 * Run a task on a thread that stands back, and wait for it. The threads that the task
	 * starts stand back for ever, the calling thread does not.
	 * @param niceness 1 to {@value #HIGHEST}, or 0 for an ordinary thread
	 * @param task starts threads
	 */
	static void run(int niceness, Runnable task) {
		if (niceness == 0) {
			task.run();
			return;
		}
		Thread thread = new Thread(() -> {
			standBack(niceness);
			task.run();
		}, "load-starter");
		thread.start();
		boolean interrupted = false;
		while (thread.isAlive()) {
			try {
				thread.join();
			}
			catch (InterruptedException ex) {
				interrupted = true;
			}
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private static void standBack(int niceness) {
		try {
			String self = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
			Process renice = new ProcessBuilder("renice", "-n", Integer.toString(niceness), "-p", self)
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start();
			renice.waitFor(5, TimeUnit.SECONDS);
		}
		catch (IOException ex) {
			// No such program here: the load is what it would be anyway, only the
			// machine is slower.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
