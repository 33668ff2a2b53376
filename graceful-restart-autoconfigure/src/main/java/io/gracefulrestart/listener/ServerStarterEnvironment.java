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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what Server::Starter says it left open: {@code SERVER_STARTER_PORT} is a list
 * separated by semicolons of {@code host:port=fd}, {@code port=fd} and {@code /path=fd}.
 * An empty one means that there is nothing.
 */
final class ServerStarterEnvironment {

	static final String PORTS = "SERVER_STARTER_PORT";

	static final String GENERATION = "SERVER_STARTER_GENERATION";

	private static final Pattern PORT = Pattern.compile("(?:^|:)(\\d+)$");

	private ServerStarterEnvironment() {
	}

	static List<InheritedDescriptor> read(Map<String, String> environment) throws InheritedListenerException {
		String value = environment.get(PORTS);
		List<InheritedDescriptor> inherited = new ArrayList<>();
		if (value == null || value.isBlank()) {
			return inherited;
		}
		for (String item : value.split(";", -1)) {
			// A path may contain the sign, a number does not.
			int sign = item.lastIndexOf('=');
			if (sign <= 0) {
				throw new InheritedListenerException(PORTS, value, "'" + item + "' is not of the form host:port=fd");
			}
			inherited.add(new InheritedDescriptor(item.substring(0, sign), number(item.substring(sign + 1), value),
					Origin.SERVER_STARTER, PORTS, value));
		}
		return inherited;
	}

	/**
	 * Return whether a listener is bound to what its name says. The variable names no
	 * process, so that it may have come by way of another one for which it was true.
	 * @param name name of the listener, {@code host:port}, {@code port} or a path
	 * @param address what it is bound to
	 * @return whether the ports are the same, or both are paths
	 */
	static boolean isTrue(String name, SocketAddress address) {
		Matcher port = PORT.matcher(name);
		if (!port.find()) {
			return address instanceof UnixDomainSocketAddress;
		}
		return address instanceof InetSocketAddress inet
				&& (port.group(1).equals("0") || port.group(1).equals(Integer.toString(inet.getPort())));
	}

	private static int number(String text, String value) throws InheritedListenerException {
		try {
			int number = Integer.parseInt(text);
			if (number >= 0) {
				return number;
			}
		}
		catch (NumberFormatException ex) {
			// The same as a number that is out of range.
		}
		throw new InheritedListenerException(PORTS, value, "'" + text + "' is not a descriptor");
	}

}
