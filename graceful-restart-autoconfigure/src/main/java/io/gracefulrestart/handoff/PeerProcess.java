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

package io.gracefulrestart.handoff;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.time.Deadline;

/**
 * The process at the other end, of which end of file alone does not say whether it died
 * or closed the conversation on purpose.
 */
interface PeerProcess {

	/**
	 * Wait for the process to end. Its descriptors are closed a little before that can be
	 * seen.
	 * @param deadline when to stop waiting
	 * @return whether it has ended
	 */
	boolean endsBy(Deadline deadline);

	/**
	 * Return the process with an id.
	 * @param pid process id, while the process is known to live; 0 for one of another pid
	 * namespace
	 * @return the process
	 */
	static PeerProcess of(long pid) {
		if (pid == 0 || pid == ProcessHandle.current().pid()) {
			// The peer counts in a process id space of its own (two containers), so its
			// id says nothing here: end of file is all that there is to go by.
			return (deadline) -> true;
		}
		// A handle tells a later process with the same id from this one.
		Optional<ProcessHandle> handle = ProcessHandle.of(pid);
		return (deadline) -> {
			while (handle.isPresent() && handle.get().isAlive() && Processes.isAlive(pid)) {
				if (deadline.hasPassed()) {
					return false;
				}
				LockSupport.parkNanos(HandoffTimeouts.PAUSE.toNanos());
			}
			return true;
		};
	}

}
