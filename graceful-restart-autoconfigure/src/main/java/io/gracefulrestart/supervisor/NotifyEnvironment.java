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
import java.time.temporal.ChronoUnit;
import java.util.Map;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a supervisor that speaks systemd's notify protocol has put into the environment.
 *
 * <table>
 * <caption>sd_notify(3), sd_watchdog_enabled(3)</caption>
 * <tr>
 * <td>{@code NOTIFY_SOCKET}</td>
 * <td>a datagram socket: an absolute path, or {@code @} and a name in the abstract name
 * space. Other address families, such as {@code vsock:}, are ignored with a warning</td>
 * </tr>
 * <tr>
 * <td>{@code WATCHDOG_USEC}</td>
 * <td>microseconds within which it wants to hear that the process lives</td>
 * </tr>
 * <tr>
 * <td>{@code WATCHDOG_PID}</td>
 * <td>the process that it wants to hear it from; if there is none, whoever reads it</td>
 * </tr>
 * </table>
 *
 * @param socket the address of the socket, {@code null} if nobody wants to be told
 * @param watchdog within which time the supervisor wants to hear that the process lives,
 * {@code null} if it does not
 */
public record NotifyEnvironment(@Nullable String socket, @Nullable Duration watchdog) {

	private static final Log logger = LogFactory.getLog(NotifyEnvironment.class);

	/** Nobody wants to be told. */
	public static final NotifyEnvironment NONE = new NotifyEnvironment(null, null);

	/**
	 * Read an environment. What is wrong in it is warned of, and counts as absent: the
	 * application serves all the same.
	 * @param environment environment variables
	 * @param ownPid process id of this process
	 * @return what they say
	 */
	public static NotifyEnvironment of(Map<String, String> environment, long ownPid) {
		String socket = environment.get("NOTIFY_SOCKET");
		if (socket == null || socket.isEmpty()) {
			return NONE;
		}
		if (socket.length() < 2 || (socket.charAt(0) != '/' && socket.charAt(0) != '@')) {
			logger.warn("NOTIFY_SOCKET is '" + socket + "', which is neither an absolute path nor '@' and a name:"
					+ " the supervisor is not told anything");
			return NONE;
		}
		return new NotifyEnvironment(socket, watchdog(environment, ownPid));
	}

	private static @Nullable Duration watchdog(Map<String, String> environment, long ownPid) {
		String microseconds = environment.get("WATCHDOG_USEC");
		String pid = environment.get("WATCHDOG_PID");
		if (microseconds == null || microseconds.isEmpty()
				|| (pid != null && !pid.isEmpty() && !pid.equals(String.valueOf(ownPid)))) {
			return null;
		}
		try {
			long value = Long.parseLong(microseconds);
			if (value > 0) {
				return Duration.of(value, ChronoUnit.MICROS);
			}
		}
		catch (NumberFormatException ex) {
			logger.debug("Not a number", ex);
		}
		logger.warn("WATCHDOG_USEC is '" + microseconds + "', which is no positive number of microseconds:"
				+ " the watchdog is not answered");
		return null;
	}

}
