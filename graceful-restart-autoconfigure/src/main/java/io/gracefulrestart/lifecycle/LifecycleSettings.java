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

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.state.StateSettings;
import io.gracefulrestart.supervisor.SupervisorSettings;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about a process's life. Durations are not negative.
 *
 * @param application the application's name; both generations must have the same
 * @param controlSocket the path of the control socket, or {@code null} for none: no
 * handoff
 * @param controlSocketAbsence why there is no control socket, for people
 * @param takeover who may take over
 * @param readyTimeout how long a successor may take to become ready
 * @param warmUpPath the path of the warm-up request, or {@code null} for none
 * @param moveConnections whether established connections go from one to the other
 * @param drain how much time it takes to end
 * @param probation how long after the cutover a predecessor is there to serve again
 * @param restartCommand the command that starts the next version, empty for this
 * process's own; a single string is split as a shell does
 * @param restartSignal the name of the signal that asks for a restart, such as
 * {@code HUP}, or {@code null} for none
 * @param supervisor what the supervisor is told
 * @param state how much inherited state may cost, {@code null} if none is inherited
 * @since 0.1.0
 */
public record LifecycleSettings(String application, @Nullable Path controlSocket, @Nullable String controlSocketAbsence,
		Takeover takeover, Duration readyTimeout, @Nullable String warmUpPath, boolean moveConnections,
		DrainSettings drain, Duration probation, List<String> restartCommand, @Nullable String restartSignal,
		SupervisorSettings supervisor, @Nullable StateSettings state) {

	/**
	 * Who may take over from whom.
	 */
	public enum Takeover {

		/**
		 * This process takes over from a running one, and lets itself be taken over.
		 */
		ALLOWED,

		/**
		 * Only a successor that this process has started takes over.
		 */
		SPAWNED,

		/**
		 * This process neither takes over nor lets itself be taken over.
		 */
		NEVER;

		@Override
		public String toString() {
			return name().toLowerCase(Locale.ROOT);
		}

	}

}
