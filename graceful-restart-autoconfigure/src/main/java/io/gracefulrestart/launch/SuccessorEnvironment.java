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

import java.util.Map;
import java.util.Set;

/**
 * The environment of a successor: this process's own, without what is true of this
 * process alone.
 *
 * <table>
 * <caption>What does not go on</caption>
 * <tr>
 * <td>{@code LISTEN_PID LISTEN_FDS LISTEN_FDNAMES LISTEN_PIDFDID SERVER_STARTER_PORT
 * SERVER_STARTER_GENERATION}</td>
 * <td>name descriptors that the JDK closes in every process which it starts</td>
 * </tr>
 * <tr>
 * <td>{@code WATCHDOG_PID}</td>
 * <td>would tell the successor that the watchdog does not mean it; without the variable
 * {@code WATCHDOG_USEC} means whoever reads it, see sd_watchdog_enabled(3)</td>
 * </tr>
 * <tr>
 * <td>{@code MAINPID MAINPIDFDID}</td>
 * <td>name the main process, which the successor is about to replace; set if this process
 * came from a unit's {@code ExecReload=}</td>
 * </tr>
 * <tr>
 * <td>{@code SYSTEMD_EXEC_PID}</td>
 * <td>names the process that systemd started; its number could be the successor's one
 * day</td>
 * </tr>
 * <tr>
 * <td>{@value LaunchToken#VARIABLE}</td>
 * <td>this process's own secret; the successor gets one of its own</td>
 * </tr>
 * </table>
 *
 * All else stays, what stays true of the service above all: {@code NOTIFY_SOCKET},
 * {@code INVOCATION_ID}, {@code RUNTIME_DIRECTORY} and its like,
 * {@code CREDENTIALS_DIRECTORY}, {@code MANAGERPID} (the manager is the successor's too)
 * and {@code JOURNAL_STREAM}, which is compared with the standard streams by whoever
 * reads it and becomes true when the successor has got those of this process.
 */
final class SuccessorEnvironment {

	static final Set<String> WITHHELD = Set.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LISTEN_PIDFDID",
			"SERVER_STARTER_PORT", "SERVER_STARTER_GENERATION", "WATCHDOG_PID", "MAINPID", "MAINPIDFDID",
			"SYSTEMD_EXEC_PID");

	private SuccessorEnvironment() {
	}

	/**
	 * Turn this process's environment into a successor's.
	 * @param environment that of a {@link ProcessBuilder}, which is changed and not built
	 * anew: its values are bytes, and need not be text in this JVM's character set
	 * @param token the successor's secret
	 */
	static void prepare(Map<String, String> environment, LaunchToken token) {
		WITHHELD.forEach(environment::remove);
		environment.put(LaunchToken.VARIABLE, token.reveal());
	}

}
