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

package io.gracefulrestart.test.supervisor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.QuickStart;
import io.gracefulrestart.test.sample.SampleRun;

/**
 * Text of unit files, see systemd.service(5) and systemd.socket(5).
 */
final class UnitFiles {

	/**
	 * The command that has the application replace itself.
	 */
	static final Path RESTART = Path.of("../sample-app/bin/restart").toAbsolutePath().normalize();

	private UnitFiles() {
	}

	/**
	 * Return a launcher of the application without a port. A unit file takes its command,
	 * and nothing else.
	 * @return the launcher
	 */
	static ApplicationLauncher launcher() {
		return SampleRun.quick(QuickStart.launcher());
	}

	/**
	 * Return a service that runs an application.
	 * @param launcher its command
	 * @param settings lines for the section Service
	 * @return the lines of the file
	 */
	static String[] service(ApplicationLauncher launcher, String... settings) {
		List<String> lines = new ArrayList<>(List.of("[Unit]", "Description=Sample application",
				// Tests start it more often than anybody else would.
				"StartLimitIntervalSec=0", "[Service]", "ExecStart=" + command(launcher.command()),
				// An argument overrides it.
				"Environment=GRACEFUL_RESTART_HANDOFF_PROBATION=0s", "RuntimeDirectory=sample",
				"RuntimeDirectoryMode=0700", "SuccessExitStatus=143"));
		lines.addAll(List.of(settings));
		return lines.toArray(String[]::new);
	}

	/**
	 * Return a service of type notify, whose reload is the replacement of its process.
	 * @param launcher its command
	 * @param port where its endpoints are
	 * @param settings more lines for the section Service; the last one of a kind counts
	 * @return the lines of the file
	 */
	static String[] notifyingService(ApplicationLauncher launcher, int port, String... settings) {
		List<String> lines = new ArrayList<>(
				List.of("Type=notify", "NotifyAccess=all",
						"ExecReload=" + command(List.of(RESTART.toString(), "--url",
								"http://" + Clients.HOST + ":" + port + "/actuator/handoff")),
						"WorkingDirectory=/run/sample"));
		lines.addAll(List.of(settings));
		return service(launcher, lines.toArray(String[]::new));
	}

	/**
	 * Return a socket.
	 * @param port port on the loopback interface
	 * @param name name of its descriptor
	 * @param service service that gets it
	 * @return the lines of the file
	 */
	static String[] socket(int port, String name, String service) {
		return socket(Clients.HOST + ":" + port, name, service);
	}

	/**
	 * Return a socket.
	 * @param address where it listens, such as a path
	 * @param name name of its descriptor
	 * @param service service that gets it
	 * @param settings more lines for the section Socket
	 * @return the lines of the file
	 */
	static String[] socket(String address, String name, String service, String... settings) {
		List<String> lines = new ArrayList<>(
				List.of("[Socket]", "ListenStream=" + address, "FileDescriptorName=" + name, "Service=" + service));
		lines.addAll(List.of(settings));
		return lines.toArray(String[]::new);
	}

	/**
	 * Return a command as a unit file wants it.
	 * @param words program and arguments
	 * @return the words, quoted
	 */
	static String command(List<String> words) {
		return words.stream()
			.map((word) -> '"' + word.replace("\\", "\\\\").replace("\"", "\\\"").replace("%", "%%").replace("$", "$$")
					+ '"')
			.collect(Collectors.joining(" "));
	}

}
