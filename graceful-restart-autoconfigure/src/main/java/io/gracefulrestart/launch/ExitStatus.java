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

import java.util.List;

/**
 * How a process ended.
 *
 * @param code what the JDK says: the exit status, or 128 and the number of the signal
 * that ended it; a process which exits with such a status by itself, as a JVM does on
 * SIGTERM, cannot be told from one that was killed
 */
public record ExitStatus(int code) {

	private static final int SIGNALLED = 128;

	// signal(7), the numbers from 1 on; the same on x86-64 and aarch64
	private static final List<String> SIGNALS = List.of("SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT",
			"SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM",
			"SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU",
			"SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS");

	/**
	 * Describe it: {@code exited with status 1},
	 * {@code was killed by signal 9 (SIGKILL)}.
	 * @return a sentence fragment to follow the process's name
	 */
	@Override
	public String toString() {
		int signal = this.code - SIGNALLED;
		if (signal < 1 || signal > SIGNALS.size()) {
			return "exited with status " + this.code;
		}
		return "was killed by signal " + signal + " (" + SIGNALS.get(signal - 1) + ")";
	}

}
