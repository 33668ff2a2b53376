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
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Writes to the file that is its argument which file it runs from. Also an agent that
 * does nothing.
 */
public final class ApplicationFileMain {

	private ApplicationFileMain() {
	}

	public static void premain(@Nullable String argument, Instrumentation instrumentation) {
	}

	public static void main(String[] args) throws IOException {
		ApplicationFile file = ApplicationFile.ofThisProcess(CommandLine.ofThisProcess().workingDirectory());
		Files.writeString(Path.of(args[0]), (file != null) ? file + " " + file.state() : "none");
	}

}
