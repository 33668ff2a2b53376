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

package io.gracefulrestart.lifecycle;

import io.gracefulrestart.fd.Processes;
import io.gracefulrestart.handoff.PredecessorHandoff;
import org.jspecify.annotations.Nullable;

/**
 * What can be seen of a successor's process from outside. Cheap enough to be asked every
 * few milliseconds.
 */
interface SuccessorWatch {

	/**
	 * Sees nothing.
	 */
	SuccessorWatch NONE = new SuccessorWatch() {

		@Override
		public boolean isDying() {
			return false;
		}

		@Override
		public boolean isStopped() {
			return false;
		}

	};

	/**
	 * Return whether its process ends without having said so.
	 * @return whether it will never serve again
	 */
	boolean isDying();

	/**
	 * Return whether its process is stopped, as by SIGSTOP: it serves nobody, and cannot
	 * say so.
	 * @return whether it is stopped at this instant
	 */
	boolean isStopped();

	/**
	 * Watch the successor of a handoff.
	 * @param handoff the handoff, {@code null} if it is over
	 * @return its watch
	 */
	static SuccessorWatch of(@Nullable PredecessorHandoff handoff) {
		// Of a process in another pid namespace nothing can be seen, and 0 or our own
		// number stands for it.
		if (handoff == null || handoff.successorPid() == 0 || handoff.successorPid() == ProcessHandle.current().pid()) {
			return NONE;
		}
		return new SuccessorWatch() {

			@Override
			public boolean isDying() {
				return !Processes.isAlive(handoff.successorPid()) && handoff.isQuiet();
			}

			@Override
			public boolean isStopped() {
				return Processes.isStopped(handoff.successorPid());
			}

		};
	}

}
