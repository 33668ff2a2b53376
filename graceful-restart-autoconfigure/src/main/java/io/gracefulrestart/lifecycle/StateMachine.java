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

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.gracefulrestart.GracefulRestart.State;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * The state of this process, and the table of what may follow what. Thread safe;
 * listeners are told in the order of the changes, on the thread that made them.
 */
final class StateMachine {

	private static final Log logger = LogFactory.getLog(StateMachine.class);

	private static final Map<State, Set<State>> NEXT = new EnumMap<>(State.class);
	static {
		NEXT.put(State.STARTING,
				EnumSet.of(State.TAKING_OVER, State.SERVING, State.DRAINING, State.STOPPED, State.UNSUPPORTED));
		NEXT.put(State.TAKING_OVER, EnumSet.of(State.SERVING, State.STOPPED));
		NEXT.put(State.SERVING, EnumSet.of(State.HANDING_OFF, State.DRAINING));
		NEXT.put(State.HANDING_OFF, EnumSet.of(State.SERVING, State.DRAINING));
		NEXT.put(State.DRAINING, EnumSet.of(State.SERVING, State.STANDBY, State.STOPPED));
		NEXT.put(State.STANDBY, EnumSet.of(State.SERVING, State.STOPPED));
		NEXT.put(State.STOPPED, EnumSet.noneOf(State.class));
		NEXT.put(State.UNSUPPORTED, EnumSet.of(State.STOPPED));
	}

	private final Object monitor = new Object();

	private final List<Listener> listeners = new CopyOnWriteArrayList<>();

	private volatile State state = State.STARTING;

	State state() {
		return this.state;
	}

	void addListener(Listener listener) {
		this.listeners.add(listener);
	}

	/**
	 * Change the state if it is the expected one.
	 * @param expected the state that the caller believes in
	 * @param next the state to change to
	 * @return whether the state was the expected one, and has changed
	 * @throws IllegalStateException if the table does not allow the change
	 */
	boolean change(State expected, State next) {
		synchronized (this.monitor) {
			if (this.state != expected) {
				return false;
			}
			if (!NEXT.getOrDefault(expected, Set.of()).contains(next)) {
				throw new IllegalStateException(next + " does not follow " + expected);
			}
			this.state = next;
			this.monitor.notifyAll();
			// Under the monitor, so that nobody hears of changes in the wrong order.
			this.listeners.forEach((listener) -> tell(listener, expected, next));
			return true;
		}
	}

	/**
	 * Wait until the state is another one.
	 * @param left the state that is to end
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitEndOf(State left) throws InterruptedException {
		synchronized (this.monitor) {
			while (this.state == left) {
				this.monitor.wait();
			}
		}
	}

	// The state has changed: whoever made it go on must not be stopped by a listener.
	private static void tell(Listener listener, State from, State to) {
		try {
			listener.changed(from, to);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Listener failed at the change from " + from + " to " + to, ex);
		}
	}

	/**
	 * Told of every change.
	 */
	interface Listener {

		void changed(State from, State to);

	}

}
