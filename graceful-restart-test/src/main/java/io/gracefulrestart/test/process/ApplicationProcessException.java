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

package io.gracefulrestart.test.process;

import java.nio.file.Path;
import java.util.List;

/**
 * Thrown when an application did not do in time what a test waited for. The message ends
 * with its last lines of output.
 */
public class ApplicationProcessException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private static final int TAIL = 25;

	private final transient Path log;

	ApplicationProcessException(String message, ApplicationProcess process) {
		super(message + "\n" + tail(process));
		this.log = process.log();
	}

	/**
	 * Return the log file of the process.
	 * @return file with all of its output
	 */
	public Path getLog() {
		return this.log;
	}

	private static String tail(ApplicationProcess process) {
		List<String> lines = process.output();
		List<String> last = lines.subList(Math.max(0, lines.size() - TAIL), lines.size());
		return "last output (" + process.log() + "):\n    " + String.join("\n    ", last);
	}

}
