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

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Writes to the file named by its first argument and its generation what it was started
 * with. The first generation then starts the second one, by its own command line, and
 * waits for its end.
 */
public final class RelaunchMain {

	private RelaunchMain() {
	}

	public static void main(String[] args) throws Exception {
		CommandLine own = CommandLine.ofThisProcess();
		boolean first = LaunchToken.ofEnvironment(System.getenv()) == null;
		Files.write(Path.of(args[0] + (first ? ".1" : ".2")), facts(own, args), StandardCharsets.ISO_8859_1);
		if (first) {
			System.exit(new Launcher(own).launch().onExit().get(30, TimeUnit.SECONDS).code());
		}
	}

	private static List<String> facts(CommandLine own, String[] args) throws IOException {
		return List.of("arguments " + List.of(args), "property " + System.getProperty("w"), "words " + own.words(),
				"directory " + own.workingDirectory(), "is " + Files.readSymbolicLink(Path.of("/proc/self/cwd")),
				"executes " + Files.readSymbolicLink(Path.of("/proc/self/exe")), "raw " + raw());
	}

	private static String raw() throws IOException {
		String environment = new String(Files.readAllBytes(Path.of("/proc/self/environ")), StandardCharsets.ISO_8859_1);
		return List.of(environment.split("\0"))
			.stream()
			.filter((entry) -> entry.startsWith("RAW="))
			.toList()
			.toString();
	}

}
