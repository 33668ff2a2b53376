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

package io.gracefulrestart.listener;

import java.util.Set;

/**
 * The variables by which supervisors tell this process, and it alone, what they left
 * open. A JVM cannot remove them from its own environment, so whoever starts another
 * process removes them from that one's.
 */
public final class InheritedEnvironment {

	private static final Set<String> VARIABLES = Set.of(SystemdEnvironment.PID, SystemdEnvironment.COUNT,
			SystemdEnvironment.NAMES, SystemdEnvironment.PIDFD_ID, ServerStarterEnvironment.PORTS,
			ServerStarterEnvironment.GENERATION);

	private InheritedEnvironment() {
	}

	/**
	 * Return the variables that must not be passed on.
	 * @return their names
	 */
	public static Set<String> variables() {
		return VARIABLES;
	}

}
