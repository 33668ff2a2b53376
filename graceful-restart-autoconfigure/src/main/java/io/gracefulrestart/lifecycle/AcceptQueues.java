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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What waits in the kernel's accept queues when a process ends. Closing a listener that
 * nobody else holds resets what is in its queue.
 */
final class AcceptQueues {

	private static final Log logger = LogFactory.getLog(AcceptQueues.class);

	private static final Duration TICK = Duration.ofMillis(1);

	private final Core core;

	private final Predicate<Duration> pause;

	/**
	 * Create a view of the queues.
	 * @param core holds the listeners and the gate
	 * @param pause pauses for a time, and returns whether the end is to be hurried
	 */
	AcceptQueues(Core core, Predicate<Duration> pause) {
		this.core = core;
		this.pause = pause;
	}

	/**
	 * Serve them until they are empty, and leave the gate closed. Looked at once more
	 * with the gate closed: what came between the look and the close is let in.
	 * @param deadline when to give up
	 */
	void serve(Deadline deadline) {
		boolean inTime = true;
		do {
			this.core.gate().reopen().forEach((ex) -> logger.warn("Listener cannot be opened once more", ex));
			while (inTime && isAnyoneWaiting()) {
				inTime = !deadline.hasPassed() && !this.pause.test(TICK);
			}
			closeGate();
		}
		while (inTime && isAnyoneWaiting());
	}

	/**
	 * Wait until somebody else has taken what waits there.
	 * @param successorLives whether there still is somebody else
	 * @param deadline when to rely on the successor
	 * @return {@code false} if there is nobody else, and somebody waits
	 */
	boolean awaitTaken(BooleanSupplier successorLives, Deadline deadline) {
		while (isAnyoneWaiting()) {
			if (!successorLives.getAsBoolean()) {
				return false;
			}
			if (deadline.hasPassed() || this.pause.test(TICK)) {
				return true;
			}
		}
		return true;
	}

	/**
	 * Close the gate. A door that fails does not keep the rest from being drained.
	 */
	void closeGate() {
		try {
			this.core.gate().close();
		}
		catch (RuntimeException ex) {
			logger.warn("Listener does not stop in order", ex);
		}
	}

	// A listener that a supervisor holds keeps its queue, for whoever comes next.
	private boolean isAnyoneWaiting() {
		for (Listener listener : this.core.listeners().all()) {
			try {
				if (!listener.isHeldBySupervisor() && listener.hasPending()) {
					return true;
				}
			}
			catch (IOException ex) {
				logger.warn("Queue of listener " + listener + " cannot be watched", ex);
			}
		}
		return false;
	}

}
