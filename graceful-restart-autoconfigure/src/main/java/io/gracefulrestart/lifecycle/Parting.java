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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.gracefulrestart.fd.PortSharing;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Leaves the ports that this process shares with others, so that nobody's connection is
 * lost with its queues.
 */
final class Parting {

	private static final Log logger = LogFactory.getLog(Parting.class);

	// A client answers within a round trip, or never.
	private static final Duration HANDSHAKES = Duration.ofSeconds(3);

	private static final Duration WATCH = Duration.ofMillis(20);

	private final List<PortDeparture> departures = new ArrayList<>();

	private final Map<String, PortDeparture.Figures> figures = new TreeMap<>();

	private Deadline handshakes = Deadline.after(Duration.ZERO);

	private Deadline watched = Deadline.after(Duration.ZERO);

	/**
	 * Keep new connections away.
	 * @param listeners the listeners; those that nobody shares are left alone
	 * @param steer whether this process accepts from them, so that they can be told from
	 * others
	 */
	synchronized void begin(List<Listener> listeners, boolean steer) {
		for (Listener listener : listeners) {
			try {
				PortSharing sharing = listener.isHeldBySupervisor() ? null : listener.sharing();
				if (sharing != null) {
					PortDeparture departure = new PortDeparture(listener, sharing);
					// First of all: it is called off if the rest fails.
					this.departures.add(departure);
					departure.begin(steer);
					this.figures.put(listener.name(), departure.figures());
				}
			}
			catch (IOException ex) {
				logger.warn("Listener " + listener + " shares its port, and new connections cannot be kept away", ex);
			}
		}
		this.handshakes = Deadline.after(HANDSHAKES);
		this.watched = Deadline.after(WATCH);
	}

	synchronized boolean isUnderWay() {
		return !this.departures.isEmpty();
	}

	/**
	 * Return whether somebody has joined one of the ports, or left it. Cheap enough to be
	 * asked often.
	 * @return whether to {@link #renew()}
	 */
	synchronized boolean hasChanged() {
		if (this.departures.isEmpty() || !this.watched.hasPassed()) {
			return false;
		}
		this.watched = Deadline.after(WATCH);
		return this.departures.stream().anyMatch(PortDeparture::hasChanged);
	}

	/**
	 * Keep new connections away from now on, too.
	 */
	synchronized void renew() {
		this.departures.forEach(PortDeparture::renew);
	}

	/**
	 * Return which listeners are left.
	 * @return the listeners, which are open
	 */
	synchronized List<Listener> listeners() {
		return this.departures.stream().map(PortDeparture::listener).toList();
	}

	/**
	 * Return whether a client is half way into one of the queues. It is not waited for
	 * for ever.
	 * @return whether there is one
	 */
	synchronized boolean isAnyoneOnTheWay() {
		return !this.handshakes.hasPassed() && this.departures.stream().anyMatch(PortDeparture::isAnyoneOnTheWay);
	}

	/**
	 * Take part in the ports again.
	 */
	synchronized void callOff() {
		this.departures.forEach(PortDeparture::callOff);
		this.departures.clear();
		this.figures.clear();
	}

	/**
	 * Let nobody in any more, not even those who would be reset otherwise.
	 */
	synchronized void shut() {
		this.departures.forEach(PortDeparture::shut);
		this.handshakes = Deadline.after(HANDSHAKES);
	}

	/**
	 * Leave: close the listeners, and leave the choice among the others to the kernel.
	 */
	synchronized void end() {
		for (PortDeparture departure : this.departures) {
			departure.end();
			this.figures.put(departure.name(), departure.figures());
		}
		this.departures.clear();
	}

	/**
	 * Return how it goes.
	 * @return the figures of each port that is left, or was, by the name of its listener
	 */
	synchronized Map<String, PortDeparture.Figures> figures() {
		this.departures.forEach((departure) -> this.figures.put(departure.name(), departure.figures()));
		return Map.copyOf(this.figures);
	}

}
