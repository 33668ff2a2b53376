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

import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What the supervisor knows of this process.
 *
 * @param unit name of the systemd unit that this process belongs to, {@code null} if it
 * cannot be seen
 * @param notifySocket the address to which notifications go
 * @param mainProcess whether this process is the one that the supervisor follows, as far
 * as it was told
 * @param status the last line for people, {@code null} if there was none
 * @param watchdog within which time the supervisor wants to hear that this process lives,
 * {@code null} if it does not
 * @param storedListeners names of the listeners that the supervisor keeps, {@code null}
 * if it was not asked to
 */
public record SupervisorReport(@Nullable String unit, String notifySocket, boolean mainProcess, @Nullable String status,
		@Nullable Duration watchdog, @Nullable List<String> storedListeners) {

}
