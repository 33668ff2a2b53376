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

package io.gracefulrestart.test.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.gracefulrestart.test.restart.ScenarioListener;

/**
 * Shows how the demo goes while it goes.
 */
interface Display extends ScenarioListener, AutoCloseable {

	/**
	 * Stop showing. Does nothing the second time.
	 */
	@Override
	void close();

	/**
	 * Choose what fits standard error: a bar on a terminal, else lines of text.
	 * @param err where lines go
	 * @param duration how long the load will last
	 * @param restarts how many restarts there will be
	 * @return the display
	 */
	static Display on(PrintWriter err, Duration duration, int restarts) {
		Story story = new Story(restarts);
		return isTerminal() ? new BarDisplay(story, duration) : new LineDisplay(story, err);
	}

	private static boolean isTerminal() {
		try {
			// System.console() also asks for standard input, and in some releases is
			// never null.
			String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
			return (target.startsWith("/dev/pts/") || target.startsWith("/dev/tty"))
					&& !"dumb".equals(System.getenv("TERM"));
		}
		catch (IOException ex) {
			return false;
		}
	}

}
