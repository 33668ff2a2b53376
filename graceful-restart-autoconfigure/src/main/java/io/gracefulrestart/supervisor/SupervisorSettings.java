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

/**
 * What an operator decides about the supervisor.
 *
 * @param environment who wants to be told, and how often
 * @param storeListeners whether systemd is to keep the listeners
 * @param startTimeout so long a start may take altogether before the supervisor's own
 * patience counts; zero if that counts alone
 */
public record SupervisorSettings(NotifyEnvironment environment, boolean storeListeners, Duration startTimeout) {

	/** Nobody is told anything. */
	public static final SupervisorSettings NONE = new SupervisorSettings(NotifyEnvironment.NONE, false, Duration.ZERO);

}
