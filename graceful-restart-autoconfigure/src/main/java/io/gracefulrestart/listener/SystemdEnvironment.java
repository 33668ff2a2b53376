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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Reads what systemd says it left open, as sd_listen_fds_with_names(3) does.
 *
 * <table>
 * <caption>Variables</caption>
 * <tr>
 * <td>{@code LISTEN_PID}</td>
 * <td>the process that is meant; all is ignored when it is another one</td>
 * </tr>
 * <tr>
 * <td>{@code LISTEN_FDS}</td>
 * <td>how many descriptors there are; the first one is 3</td>
 * </tr>
 * <tr>
 * <td>{@code LISTEN_FDNAMES}</td>
 * <td>their names, separated by colons: {@code FileDescriptorName=} of the unit, else the
 * unit's own name; {@code unknown} if the variable is not set</td>
 * </tr>
 * </table>
 */
final class SystemdEnvironment {

	static final String PID = "LISTEN_PID";

	static final String COUNT = "LISTEN_FDS";

	static final String NAMES = "LISTEN_FDNAMES";

	static final String PIDFD_ID = "LISTEN_PIDFDID";

	static final Set<String> DEFAULT_NAMES = Set.of("", "unknown", "stored", "connection");

	// SD_LISTEN_FDS_START, systemd/sd-daemon.h
	private static final int FIRST = 3;

	// More than any process has; keeps a wrong number from filling the memory.
	private static final int MAXIMUM = 65_536;

	private static final Log logger = LogFactory.getLog(SystemdEnvironment.class);

	private SystemdEnvironment() {
	}

	static List<InheritedDescriptor> read(Map<String, String> environment, long ownPid)
			throws InheritedListenerException {
		String pid = environment.get(PID);
		String count = environment.get(COUNT);
		if (pid == null || count == null) {
			return List.of();
		}
		if (parse(PID, pid, "is not a process id") != ownPid) {
			logger.info("Descriptors of systemd (LISTEN_FDS=" + count + ") ignored: they are for process " + pid
					+ ", this is " + ownPid + "; a start script must end with 'exec'");
			return List.of();
		}
		int descriptors = parse(COUNT, count, "is not a number of descriptors");
		if (descriptors > MAXIMUM) {
			throw new InheritedListenerException(COUNT, count, "it is more than " + MAXIMUM);
		}
		List<String> names = names(environment, descriptors);
		List<InheritedDescriptor> inherited = new ArrayList<>();
		for (String name : names) {
			inherited.add(new InheritedDescriptor(name, FIRST + inherited.size(), Origin.SYSTEMD, COUNT, count));
		}
		return inherited;
	}

	private static List<String> names(Map<String, String> environment, int descriptors)
			throws InheritedListenerException {
		String value = environment.get(NAMES);
		if (value == null) {
			return Collections.nCopies(descriptors, "unknown");
		}
		List<String> names = List.of(value.split(":", -1));
		if (names.size() != descriptors) {
			throw new InheritedListenerException(NAMES, value,
					"it has " + names.size() + " names for " + descriptors + " descriptors");
		}
		return names;
	}

	private static int parse(String variable, String value, String reason) throws InheritedListenerException {
		try {
			int number = Integer.parseInt(value);
			if (number > 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// The same as a number that is out of range.
		}
		throw new InheritedListenerException(variable, value, "it " + reason);
	}

}
