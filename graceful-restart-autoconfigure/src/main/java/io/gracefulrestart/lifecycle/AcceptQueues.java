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
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

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

	private static final Duration TEND = Duration.ofSeconds(1);

	private final Core core;

	private final Predicate<Duration> pause;

	private final Parting parting;

	/**
	 * Create a view of the queues.
	 * @param core holds the listeners and the gate
	 * @param pause pauses for a time, and returns whether the end is to be hurried
	 */
	AcceptQueues(Core core, Predicate<Duration> pause) {
		this.core = core;
		this.parting = core.parting();
		this.pause = pause;
	}

	/**
	 * Serve them until they are empty, and leave the gate closed. Looked at once more
	 * with the gate closed: what came between the look and the close is let in.
	 * @param deadline when to give up
	 */
	synchronized void serve(Deadline deadline) {
		if (this.core.listeners().areShared()) {
			// Who is on a shared port may have to see its own connections arrive.
			reopenGate();
			this.parting.begin(this.core.listeners().all(), true);
		}
		serveOnce(deadline, this.core.listeners().all());
		endParting(deadline);
	}

	/**
	 * Begin to leave ports where the successor listens beside this process: from now on
	 * it gets the new connections. Those that wait here are served.
	 * @param separate names of the listeners
	 * @param deadline when to give up
	 */
	synchronized void part(Set<String> separate, Deadline deadline) {
		List<Listener> leaving = this.core.listeners()
			.all()
			.stream()
			.filter((listener) -> separate.contains(listener.name()))
			.toList();
		if (!leaving.isEmpty()) {
			reopenGate(leaving);
			this.parting.begin(leaving, true);
			serveOnce(deadline, leaving);
		}
	}

	/**
	 * Look after shared ports that are being left: if somebody has joined one of them or
	 * left it, new connections may have come here again. Cheap enough to be called often.
	 */
	synchronized void tend() {
		if (this.parting.isUnderWay()) {
			List<Listener> leaving = this.parting.listeners();
			if (this.parting.hasChanged()) {
				reopenGate(leaving);
				this.parting.renew();
				serveOnce(Deadline.after(TEND), leaving);
			}
			else if (isAnyoneWaiting(leaving)) {
				serveOnce(Deadline.after(TEND), leaving);
			}
		}
	}

	/**
	 * Leave shared ports: close the listeners, after whoever has come late was served.
	 * @param deadline when to give up
	 */
	synchronized void endParting(Deadline deadline) {
		if (this.parting.isUnderWay()) {
			List<Listener> leaving = this.parting.listeners();
			reopenGate(leaving);
			this.parting.shut();
			serveOnce(deadline, leaving);
			this.parting.end();
		}
	}

	/**
	 * Stay on shared ports after all.
	 */
	synchronized void stay() {
		this.parting.callOff();
	}

	private void serveOnce(Deadline deadline, List<Listener> listeners) {
		boolean inTime = true;
		do {
			reopenGate(listeners);
			while (inTime && (isAnyoneWaiting(listeners) || this.parting.isAnyoneOnTheWay())) {
				if (this.parting.hasChanged()) {
					this.parting.renew();
				}
				inTime = !deadline.hasPassed() && !this.pause.test(TICK);
			}
			closeGate();
		}
		while (inTime && isAnyoneWaiting(listeners));
	}

	private void reopenGate() {
		reopenGate(this.core.listeners().all());
	}

	// Only theirs: what waits at another listener is for whoever comes next.
	private void reopenGate(List<Listener> listeners) {
		Set<String> names = listeners.stream().map(Listener::name).collect(Collectors.toSet());
		this.core.gate()
			.reopen((door) -> names.contains(door.name()))
			.forEach((ex) -> logger.warn("Listener cannot be opened once more", ex));
	}

	/**
	 * Wait until somebody else has taken what waits there.
	 * @param successorLives whether there still is somebody else
	 * @param deadline when to rely on the successor
	 * @return {@code false} if there is nobody else, and somebody waits
	 */
	boolean awaitTaken(BooleanSupplier successorLives, Deadline deadline) {
		while (isAnyoneWaiting(this.core.listeners().all())) {
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
	private boolean isAnyoneWaiting(List<Listener> listeners) {
		for (Listener listener : listeners) {
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
