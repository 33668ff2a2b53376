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

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;

/**
 * A process and all that it has started, such as the JVM that a script waits for: a
 * signal to the script alone would leave the JVM running.
 */
final class ProcessTree {

	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final ProcessHandle root;

	private final Set<ProcessHandle> known = new LinkedHashSet<>();

	ProcessTree(ProcessHandle root) {
		this.root = root;
	}

	/**
	 * End them, see {@link LaunchedProcess#end(Deadline)}. Those whose starter has ended
	 * before are not found.
	 * @param deadline until when they may end by themselves
	 */
	void end(Deadline deadline) {
		boolean interrupted = false;
		// By its handle: a Process closes the pipes when it is destroyed, and what it has
		// to say at its end would be lost.
		signalAll(ProcessHandle::destroy);
		while (anyAlive() && !deadline.hasPassed() && !interrupted) {
			LockSupport.parkNanos(PAUSE_NANOS);
			interrupted = Thread.interrupted();
		}
		while (anyAlive()) {
			// Again and again, since one of them may be about to start another.
			signalAll(ProcessHandle::destroyForcibly);
			LockSupport.parkNanos(PAUSE_NANOS);
			interrupted |= Thread.interrupted();
		}
		if (interrupted) {
			Thread.currentThread().interrupt();
		}
	}

	private void signalAll(Consumer<ProcessHandle> signal) {
		if (isAlive(this.root)) {
			this.root.descendants().forEach(this.known::add);
			this.known.add(this.root);
		}
		this.known.stream().filter(ProcessTree::isAlive).forEach(signal);
	}

	private boolean anyAlive() {
		return this.known.stream().anyMatch(ProcessTree::isAlive);
	}

	// The handle knows the start time, so that a number which was given away again is
	// another process; but to it a zombie is alive.
	private static boolean isAlive(ProcessHandle process) {
		return process.isAlive() && Processes.isAlive(process.pid());
	}

}
