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

package io.gracefulrestart.test.clients;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.SampleRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The application under a client, and its replacement again and again. The system
 * property {@value #RESTARTS} says how often, twice by default.
 */
final class Replacements {

	static final String RESTARTS = "graceful-restart.test.soak";

	private final SampleRun run;

	private final ApplicationLauncher launcher;

	private ApplicationProcess serving;

	/**
	 * Start the first generation.
	 * @param run ends all of them after the test
	 * @param launcher starts each of them
	 */
	Replacements(SampleRun run, ApplicationLauncher launcher) {
		this.run = run;
		this.launcher = launcher;
		this.serving = run.startServing(launcher);
	}

	static int count() {
		return Integer.getInteger(RESTARTS, 2);
	}

	/**
	 * Replace the application once, and wait until the predecessor has ended well.
	 */
	void next() {
		ApplicationProcess predecessor = this.serving;
		this.serving = this.run.startSuccessor(this.launcher);
		assertThat(predecessor.awaitExit(SampleRun.PATIENCE)).as(() -> String.join("\n", predecessor.output()))
			.isZero();
	}

}
