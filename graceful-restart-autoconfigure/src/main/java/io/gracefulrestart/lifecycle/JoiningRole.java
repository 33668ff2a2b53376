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

package io.gracefulrestart.lifecycle;

import java.time.Duration;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Joins others on a shared port, when the application is ready. Until then they get all
 * connections.
 */
final class JoiningRole {

	private static final Log logger = LogFactory.getLog(JoiningRole.class);

	private static final Duration WARM_UP = Duration.ofSeconds(10);

	private final Core core;

	private final Runnable onJoined;

	/**
	 * Create the role.
	 * @param core what the roles work with
	 * @param onJoined called when connections are taken in
	 */
	JoiningRole(Core core, Runnable onJoined) {
		this.core = core;
		this.onJoined = onJoined;
	}

	/**
	 * Join, on another thread.
	 */
	void start() {
		Thread thread = new Thread(this::join, "graceful-restart-join");
		thread.setDaemon(true);
		thread.start();
	}

	private void join() {
		String path = this.core.settings().warmUpPath();
		if (path != null) {
			this.core.application().warmUp(path, Deadline.after(WARM_UP));
		}
		if (!this.core.states().change(State.STARTING, State.SERVING)) {
			return; // told to end meanwhile
		}
		try {
			this.core.gate().open();
			this.onJoined.run();
		}
		catch (RuntimeException | Error ex) {
			if (this.core.states().state() == State.SERVING) {
				logger.error("Connections cannot be taken in, ending", ex);
				this.core.application().exit(1);
			}
		}
	}

}
