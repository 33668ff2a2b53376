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
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Those who wait at the listeners of a predecessor that is gone, on ports where this
 * process listens beside it: it has passed its listeners, so that their queues have
 * outlived it, and would be reset when the last copy is closed.
 */
final class Bequest {

	private static final Log logger = LogFactory.getLog(Bequest.class);

	private static final Duration LIMIT = Duration.ofSeconds(5);

	private static final Duration TICK = Duration.ofMillis(1);

	private final Core core;

	private final ConnectionIntake intake;

	private final Parting parting = new Parting();

	/**
	 * Create a view of the queues.
	 * @param core holds the listeners
	 * @param intake takes connections in
	 */
	Bequest(Core core, ConnectionIntake intake) {
		this.core = core;
		this.intake = intake;
	}

	/**
	 * Serve them, and close the listeners. Does nothing where no port is shared.
	 */
	void serve() {
		List<Listener> listeners = this.core.listeners().besides();
		if (listeners.isEmpty()) {
			return;
		}
		Deadline deadline = Deadline.after(LIMIT);
		this.parting.begin(listeners, false);
		int served = serve(listeners, deadline);
		this.parting.shut();
		served += serve(listeners, deadline);
		this.parting.end();
		logger.info("Predecessor is gone; served " + served + " connections that waited at its listeners");
	}

	private int serve(List<Listener> listeners, Deadline deadline) {
		int served = 0;
		boolean waiting = true;
		while (waiting) {
			for (Listener listener : listeners) {
				served += serve(listener);
			}
			waiting = this.parting.isAnyoneOnTheWay() && !deadline.hasPassed();
			if (waiting) {
				LockSupport.parkNanos(TICK.toNanos());
			}
		}
		return served;
	}

	private int serve(Listener listener) {
		int served = 0;
		try (Descriptor copy = listener.duplicate()) {
			for (Descriptor next = ListeningSockets.accept(copy); next != null; next = ListeningSockets.accept(copy)) {
				ArrivingBatch batch = this.intake.hold(listener.name(), List.of(next),
						List.of(new ConnectionState(0, Duration.ZERO)));
				if (batch.reason() != null) {
					logger.warn("Connection to listener " + listener + " is lost: " + batch.reason());
				}
				served += batch.adopt();
			}
		}
		catch (IOException ex) {
			logger.warn("Connections to listener " + listener + " are lost", ex);
		}
		return served;
	}

}
