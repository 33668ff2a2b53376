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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a process that writes 3 MB, and writes to the file that is its argument how it
 * ended.
 */
public final class FloodMain {

	private FloodMain() {
	}

	public static void main(String[] args) throws Exception {
		CommandLine flood = CommandLine.ofThisProcess()
			.withCommand(List.of("sh", "-c", "head -c 3000000 /dev/zero && echo done >&2"));
		LaunchedProcess process = new Launcher(flood).launch();
		ExitStatus status = process.onExit().get(20, TimeUnit.SECONDS);
		Files.writeString(Path.of(args[0]), status + " " + process.tail().contains("done"));
		// The thread that writes is a daemon, and may be stuck.
	}

}
