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
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.fd.PortSharing;
import io.gracefulrestart.listener.Listener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Looks after the ports that this process shares while it serves. Who leaves one chooses
 * among the listeners, and may leave that choice behind, or be killed in the middle of
 * it: it is undone, since it does not suit whoever comes next.
 */
final class SharedPorts {

	private static final Log logger = LogFactory.getLog(SharedPorts.class);

	private static final Duration INTERVAL = Duration.ofMillis(500);

	private final Core core;

	SharedPorts(Core core) {
		this.core = core;
	}

	/**
	 * Begin, on another thread, which ends when this process stops serving. Does nothing
	 * where no port is shared.
	 * @param from state of this process before
	 * @param to its state now
	 */
	void onStateChange(State from, State to) {
		if (to == State.SERVING && !from.isServing() && this.core.listeners().areShared()) {
			Thread thread = new Thread(this::run, "graceful-restart-ports");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void run() {
		Map<String, PortSharing> ports = new HashMap<>();
		while (this.core.states().state().isServing()) {
			this.core.listeners().all().forEach((listener) -> look(listener, ports));
			LockSupport.parkNanos(INTERVAL.toNanos());
		}
	}

	private static void look(Listener listener, Map<String, PortSharing> ports) {
		try {
			PortSharing port = ports.get(listener.name());
			if (port == null) {
				port = listener.sharing();
				if (port == null) {
					return; // it does not listen yet, or is not shared
				}
				ports.put(listener.name(), port);
			}
			if (port.hasLost()) {
				port.release();
			}
		}
		// Closed meanwhile, too.
		catch (IOException | IllegalStateException ex) {
			logger.debug("Port of listener " + listener + " cannot be watched", ex);
		}
	}

}
