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

package io.gracefulrestart;

/**
 * This process in the chain of restarts. There is one bean of this type. Thread safe.
 *
 * @since 0.1.0
 */
public interface GracefulRestart {

	/**
	 * Return what this process does now.
	 * @return the state
	 */
	State state();

	/**
	 * Return the position of this process in the chain of restarts.
	 * @return the generation, counted from 1
	 */
	int generation();

	/**
	 * Return whether this process is the one that accepts connections.
	 * @return whether the state is one in which connections are accepted
	 */
	default boolean isServing() {
		return state().isServing();
	}

	/**
	 * Start the next version of this application, and hand over to it when it is ready.
	 * Returns at once. One at a time: while another one goes on the result is
	 * {@link RestartOutcome#REFUSED}, with its progress as the reason.
	 * @return the restart
	 */
	Restart restart();

	/**
	 * Start the next version of this application, and end it when it is ready: everything
	 * up to the cutover, which does not come. Returns at once.
	 * @return the rehearsal
	 */
	Restart rehearse();

	/**
	 * Give the serving back to the predecessor, as long as this process is on probation.
	 * Returns when the predecessor accepts, some milliseconds later; this process gives
	 * its connections back as well, and then ends with status 1.
	 * @param reason why, for the log and the history
	 * @return the result: {@link RestartOutcome#ROLLED_BACK}, or
	 * {@link RestartOutcome#REFUSED} if there is no predecessor any more
	 */
	RestartResult rollBack(String reason);

	/**
	 * States of a process.
	 */
	enum State {

		/**
		 * The application starts, and there is no predecessor.
		 */
		STARTING,

		/**
		 * The application starts behind its closed gate while the predecessor serves.
		 */
		TAKING_OVER,

		/**
		 * Connections are accepted.
		 */
		SERVING,

		/**
		 * Connections are accepted, and a successor is getting ready.
		 */
		HANDING_OFF,

		/**
		 * What was begun is finished. After a cutover nothing is accepted any more,
		 * unless the successor dies meanwhile: then this process serves again; without a
		 * successor connections are accepted during {@code drain.delay} and until the
		 * kernel's queue is empty.
		 */
		DRAINING,

		/**
		 * After a cutover: everything that was begun is finished, and nothing is
		 * accepted. The process waits for {@code handoff.probation} to end, and serves
		 * again at once if the successor dies, or gives back, before that.
		 */
		STANDBY,

		/**
		 * Everything is over.
		 */
		STOPPED,

		/**
		 * Handoff is not possible here; the application runs as any Spring Boot
		 * application.
		 */
		UNSUPPORTED;

		/**
		 * Return whether a process in this state accepts connections.
		 * @return whether connections are accepted
		 */
		public boolean isServing() {
			return this == SERVING || this == HANDING_OFF || this == UNSUPPORTED;
		}

	}

}
