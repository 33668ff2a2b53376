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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.sample.SampleRun;
import org.awaitility.Awaitility;

/**
 * The script {@code supervise}.
 */
final class Supervise {

	private static final Path SCRIPT = Path.of("../sample-app/bin/supervise").toAbsolutePath().normalize();

	private Supervise() {
	}

	/**
	 * Return how it is called.
	 * @param options its options
	 * @return words before the application's command, a list that can be changed
	 */
	static List<String> command(String... options) {
		List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
		command.addAll(List.of(options));
		command.add("--");
		return command;
	}

	/**
	 * Wait until a PID file names a process, so that signals are passed on.
	 * @param file the file
	 */
	static void awaitNamed(Path file) {
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> isNamed(file));
	}

	private static boolean isNamed(Path file) throws IOException {
		return Files.exists(file) && !Files.readString(file).isEmpty();
	}

}
