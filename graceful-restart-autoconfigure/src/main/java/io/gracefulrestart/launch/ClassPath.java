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

import org.jspecify.annotations.Nullable;

/**
 * Reads which jar an application runs from.
 */
final class ClassPath {

	private ClassPath() {
	}

	/**
	 * Find the jar: that of {@code -jar}, else the only entry of the class path. The JVM
	 * is asked and not the command line, since options come from argument files and from
	 * the environment as well.
	 * @param classPath the system property {@code java.class.path}; with {@code -jar} it
	 * is that jar, and then those of agents
	 * @param command the system property {@code sun.java.command}: the main class, or
	 * with {@code -jar} the jar, and then the arguments
	 * @return the path as it was given, {@code null} if there is no single one
	 */
	static @Nullable String applicationJar(String classPath, String command) {
		String[] entries = classPath.split(":", -1);
		String first = entries[0];
		boolean started = command.equals(first) || command.startsWith(first + " ");
		return (!first.isEmpty() && (started || entries.length == 1)) ? first : null;
	}

}
