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

package io.gracefulrestart.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks for what keeps two versions from running side by side. The second JVM would fail,
 * or be killed, before it gets as far as asking for the listeners, so the first one says
 * it.
 */
final class SideBySideCheck {

	private static final Pattern DEBUG_PORT = Pattern.compile("address=(?:[^,]*:)?(\\d+)");

	private static final Pattern JMX_PORT = Pattern
		.compile("-Dcom\\.sun\\.management\\.jmxremote\\.(?:rmi\\.)?port=(\\d+)");

	// The agent's arguments: [host:]port:configuration
	private static final Pattern EXPORTER_PORT = Pattern
		.compile("-javaagent:.*jmx_prometheus_javaagent[^=]*=(?:[^:]+:)?(\\d+):.*");

	private final List<String> arguments;

	private final long maxHeap;

	private final long memory;

	/**
	 * Create a check.
	 * @param arguments the JVM's own arguments
	 * @param maxHeap the size that this JVM's heap may reach, in bytes
	 * @param memory the memory that this host or container has, in bytes, 0 if unknown
	 */
	SideBySideCheck(List<String> arguments, long maxHeap, long memory) {
		this.arguments = List.copyOf(arguments);
		this.maxHeap = maxHeap;
		this.memory = memory;
	}

	/**
	 * Return what gets in the way.
	 * @return a sentence fragment each, empty if there is nothing
	 */
	List<String> obstacles() {
		List<String> obstacles = new ArrayList<>();
		for (String argument : this.arguments) {
			if (isDebugServer(argument)) {
				port(DEBUG_PORT.matcher(argument), "debug", argument, obstacles);
			}
			port(JMX_PORT.matcher(argument), "JMX", argument, obstacles);
			port(EXPORTER_PORT.matcher(argument), "exporter", argument, obstacles);
			logFile(argument, obstacles);
		}
		if (this.memory > 0 && this.maxHeap > this.memory / 2) {
			obstacles.add("the heap may grow to " + (this.maxHeap >> 20) + " MiB, more than half of the "
					+ (this.memory >> 20) + " MiB of memory here: two of that size do not fit");
		}
		return obstacles;
	}

	private static boolean isDebugServer(String argument) {
		return (argument.startsWith("-agentlib:jdwp") || argument.startsWith("-Xrunjdwp"))
				&& argument.contains("server=y");
	}

	private static void port(Matcher matcher, String kind, String argument, List<String> obstacles) {
		if (matcher.find() && !matcher.group(1).equals("0")) {
			obstacles.add("fixed " + kind + " port in '" + argument
					+ "': the next version's JVM cannot bind it and exits; use port 0, or open it only when needed");
		}
	}

	private static void logFile(String argument, List<String> obstacles) {
		String file = logFile(argument);
		if (!file.isEmpty() && !file.contains("%p") && !file.contains("%t")) {
			obstacles.add("file of the JVM's log in '" + argument
					+ "': the next version would begin it anew; put %p into its name");
		}
	}

	/**
	 * Find the file that a JVM logs to.
	 * @param argument {@code -Xlog[:[what][:[output][:...]]]}, see java(1), or
	 * {@code -Xloggc:file}
	 * @return the file, empty if there is none
	 */
	private static String logFile(String argument) {
		if (argument.startsWith("-Xloggc:")) {
			return argument.substring("-Xloggc:".length());
		}
		String[] parts = argument.split(":", 4);
		if (!parts[0].equals("-Xlog") || parts.length < 3 || parts[2].equals("stdout") || parts[2].equals("stderr")) {
			return "";
		}
		return parts[2].startsWith("file=") ? parts[2].substring("file=".length()) : parts[2];
	}

}
