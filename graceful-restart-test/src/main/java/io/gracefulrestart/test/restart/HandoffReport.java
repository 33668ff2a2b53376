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

package io.gracefulrestart.test.restart;

import java.time.Duration;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What the application itself says of its last handoff, at {@code /actuator/handoff}.
 *
 * @param outcome outcome in the application's words
 * @param reason why it failed, or {@code null} if the application gives none
 * @param phases how long each phase took, in the order in which the application lists
 * them
 */
public record HandoffReport(String outcome, @Nullable String reason, Map<String, Duration> phases) {

	/**
	 * Return how long a phase took.
	 * @param name the phase's name in the report
	 * @return its duration
	 * @throws IllegalStateException if the report has no such phase
	 */
	public Duration phase(String name) {
		Duration duration = this.phases.get(name);
		if (duration == null) {
			throw new IllegalStateException("Report has no phase '" + name + "': " + this);
		}
		return duration;
	}

}
