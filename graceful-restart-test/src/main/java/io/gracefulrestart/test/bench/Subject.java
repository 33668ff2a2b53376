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

package io.gracefulrestart.test.bench;

import java.nio.file.Path;
import java.time.Duration;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.JavaInstallation;

/**
 * The application that is measured, with graceful restart and without.
 *
 * @param jar its executable jar
 * @param java what runs it
 * @param directory where logs and control sockets go
 */
record Subject(Path jar, JavaInstallation java, Path directory) {

	static final Duration PATIENCE = Duration.ofMinutes(3);

	/**
	 * Two variants of the same application.
	 */
	enum Variant {

		PLAIN("false"), GRACEFUL("true");

		private final String enabled;

		Variant(String enabled) {
			this.enabled = enabled;
		}

	}

	ApplicationLauncher launcher(Variant variant, int port) {
		return ApplicationLauncher.of(this.jar)
			.java(this.java)
			.logDirectory(this.directory)
			.environment("XDG_RUNTIME_DIR", this.directory.toString())
			.environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "0s")
			.jvmArguments("-Xms256m", "-Xmx256m")
			.arguments("--server.port=" + port, "--graceful-restart.enabled=" + variant.enabled);
	}

	Running start(Variant variant) {
		int port = FreePort.next();
		return new Running(launcher(variant, port).start().awaitReady(PATIENCE), port);
	}

	/**
	 * A process that serves.
	 *
	 * @param process the process, ended by {@link #close()}
	 * @param port where it serves
	 */
	record Running(ApplicationProcess process, int port) implements AutoCloseable {

		@Override
		public void close() {
			this.process.close();
		}

	}

}
