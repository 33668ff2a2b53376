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
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.drain.Gate;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Opens the gate of a process that goes back to accepting. What cannot be opened at once,
 * for example because no descriptor is left at this moment, is tried again and again.
 */
final class Reopening {

	private static final Log logger = LogFactory.getLog(Reopening.class);

	private static final Duration INTERVAL = Duration.ofMillis(200);

	private Reopening() {
	}

	/**
	 * Open a gate. Returns when all doors were tried once.
	 * @param gate the gate, closed
	 */
	static void of(Gate gate) {
		List<RuntimeException> failures = gate.reopen();
		if (failures.isEmpty()) {
			return;
		}
		failures.forEach((ex) -> logger.error("Listener does not accept again; trying on", ex));
		Thread thread = new Thread(() -> tryOn(gate), "graceful-restart-reopen");
		thread.setDaemon(true);
		thread.start();
	}

	// A gate that is closed meanwhile stays so: this process ends, or hands over again.
	private static void tryOn(Gate gate) {
		do {
			LockSupport.parkNanos(INTERVAL.toNanos());
		}
		while (!gate.retry().isEmpty());
		logger.info("No listener is left that does not accept again");
	}

}
