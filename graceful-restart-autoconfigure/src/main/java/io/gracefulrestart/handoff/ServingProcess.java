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

import java.time.Instant;

import io.gracefulrestart.fd.Processes;

/**
 * The process that serves now, as the predecessor's end presents it.
 *
 * @param application name of the application
 * @param generation its generation
 * @param pid its process id
 * @param uid its effective user id
 * @param startedAt when it started
 * @param firstStartedAt when the first generation started
 */
public record ServingProcess(String application, int generation, long pid, int uid, Instant startedAt,
		Instant firstStartedAt) {

	/**
	 * Describe this process.
	 * @param application name of the application
	 * @param generation its generation
	 * @param startedAt when it started
	 * @param firstStartedAt when the first generation started
	 * @return the description
	 */
	public static ServingProcess current(String application, int generation, Instant startedAt,
			Instant firstStartedAt) {
		return new ServingProcess(application, generation, ProcessHandle.current().pid(), Processes.uid(), startedAt,
				firstStartedAt);
	}

}
