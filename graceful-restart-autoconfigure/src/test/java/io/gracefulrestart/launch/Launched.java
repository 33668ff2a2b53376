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

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * Starts processes whose output is kept instead of going to that of the tests.
 */
final class Launched {

	final ByteArrayOutputStream output = new ByteArrayOutputStream();

	final ByteArrayOutputStream error = new ByteArrayOutputStream();

	private final Path directory;

	Launched(Path directory) {
		this.directory = directory;
	}

	LaunchedProcess shell(String script) throws LaunchFailedException {
		return command("sh", "-c", script);
	}

	LaunchedProcess command(String... words) throws LaunchFailedException {
		return launcher(words).launch();
	}

	Launcher launcher(String... words) {
		return new Launcher(new CommandLine(List.of(words), this.directory),
				new OutputTargets(this.output, this.error));
	}

}
