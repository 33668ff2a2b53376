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

package io.gracefulrestart.test.restart;

import java.time.Duration;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;

/**
 * Replaces a running application by starting the next one beside it. Immutable: each
 * method that sets something returns a new restarter.
 */
public final class Restarter {

	private final ApplicationLauncher launcher;

	private final String host;

	private final int port;

	private final int actuatorPort;

	private final Duration timeout;

	private Restarter(ApplicationLauncher launcher, String host, int port, int actuatorPort, Duration timeout) {
		this.launcher = launcher;
		this.host = host;
		this.port = port;
		this.actuatorPort = actuatorPort;
		this.timeout = timeout;
	}

	/**
	 * Return a restarter that allows 60 seconds.
	 * @param launcher starts each successor, with the arguments of the predecessor
	 * @param host address on which the application serves {@code /whoami}
	 * @param port its port
	 * @return the restarter
	 */
	public static Restarter of(ApplicationLauncher launcher, String host, int port) {
		return new Restarter(launcher, host, port, port, Duration.ofSeconds(60));
	}

	/**
	 * Ask another port for the report of the handoff.
	 * @param management port of {@code /actuator/handoff}
	 * @return a new restarter
	 */
	public Restarter actuatorPort(int management) {
		return new Restarter(this.launcher, this.host, this.port, management, this.timeout);
	}

	/**
	 * Allow another time for a restart, from the start of the successor to the end of the
	 * predecessor.
	 * @param allowed time allowed
	 * @return a new restarter
	 */
	public Restarter timeout(Duration allowed) {
		return new Restarter(this.launcher, this.host, this.port, this.actuatorPort, allowed);
	}

	/**
	 * Start a successor and wait until it has taken the predecessor's place, or something
	 * has gone wrong, or the time is over.
	 * @param predecessor process that serves now, whose owner remains the caller
	 * @return how it went
	 */
	public Restart replace(ApplicationProcess predecessor) {
		ApplicationProcess successor = this.launcher.start();
		Replacement replacement = new Replacement(predecessor, successor, this.host, this.port,
				successor.startNanos() + this.timeout.toNanos());
		return replacement.await(this.actuatorPort);
	}

}
