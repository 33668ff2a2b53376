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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Whether a number means the same process here and to the supervisor. In a container it
 * does not, and the supervisor would follow some other process.
 */
final class ProcessNumbers {

	private ProcessNumbers() {
	}

	/**
	 * Find out.
	 * @param environment environment variables
	 * @return whether process 1 is systemd, or this process is a user's own manager's. If
	 * process 1 cannot be seen ({@code ProtectProc=}) this is no container
	 */
	static boolean areShared(Map<String, String> environment) {
		try {
			return environment.containsKey("MANAGERPID") || isSystemd(Files.readString(Path.of("/proc/1/comm")));
		}
		catch (IOException ex) {
			return true;
		}
	}

	// Its name where it was started as /sbin/init of an initial RAM disk, too.
	static boolean isSystemd(String name) {
		return name.startsWith("systemd") || name.strip().equals("init");
	}

}
