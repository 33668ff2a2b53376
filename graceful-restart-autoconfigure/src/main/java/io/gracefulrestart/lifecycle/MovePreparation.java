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

import java.io.IOException;

import io.gracefulrestart.connection.ConnectionSource;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What a serving process does ahead of the time for connections that will move, while its
 * successor starts.
 */
final class MovePreparation {

	private static final Log logger = LogFactory.getLog(MovePreparation.class);

	private final Core core;

	/**
	 * Create a preparation.
	 * @param core what both roles work with
	 */
	MovePreparation(Core core) {
		this.core = core;
	}

	/**
	 * Prepare, on another thread: requests are served meanwhile.
	 */
	void start() {
		if (!this.core.settings().moveConnections()) {
			return;
		}
		Thread thread = new Thread(this::run, "graceful-restart-preparation");
		thread.setDaemon(true);
		try {
			thread.start();
		}
		// There may be no more threads. Then all is done when they move.
		catch (OutOfMemoryError ex) {
			logger.warn("Connections will take longer to move: " + ex.getMessage());
		}
	}

	private void run() {
		new MoveRehearsal(this.core.application()).run(this.core.census().connections());
		for (ConnectionSource source : this.core.application().connectionSources()) {
			try {
				source.identify();
			}
			catch (IOException ex) {
				// Tried again when they move, and told of then.
				logger.debug("Connections of '" + source.name() + "' are not known yet", ex);
			}
		}
	}

}
