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
import java.util.function.Consumer;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.state.StateExchange;
import io.gracefulrestart.state.StateLink.Neighbour;
import io.gracefulrestart.state.StateSettings;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What is inherited besides the listeners and connections: the channels on which it goes,
 * one to the predecessor and one to the successor. Neither need be there. Thread safe;
 * nothing here fails.
 */
final class Estate {

	private static final Log logger = LogFactory.getLog(Estate.class);

	private static final Duration FOR_EVER = Duration.ofDays(1);

	private final Application application;

	private final @Nullable StateSettings settings;

	private @Nullable StateExchange predecessor;

	private @Nullable StateExchange successor;

	/**
	 * Create an estate.
	 * @param application knows who takes part
	 * @param settings how much it may cost, {@code null} if nothing is inherited
	 */
	Estate(Application application, @Nullable StateSettings settings) {
		this.application = application;
		this.settings = settings;
	}

	/**
	 * Make a channel for a successor that is about to be let in.
	 * @return its end, owned by the caller; {@code null} if nothing is to be inherited
	 */
	@Nullable Descriptor open() {
		StateSettings settings = this.settings;
		if (settings == null) {
			return null;
		}
		ControlConnection.Pair pair;
		try {
			pair = ControlConnection.pair();
		}
		catch (NativeException ex) {
			logger.warn("Successor does not inherit any state: " + ex.getMessage());
			return null;
		}
		StateExchange exchange = exchange(pair.first(), Neighbour.SUCCESSOR, settings);
		if (exchange == null) {
			pair.close();
			return null;
		}
		StateExchange before;
		synchronized (this) {
			before = this.successor;
			this.successor = exchange;
		}
		close(before);
		return pair.second().surrender();
	}

	/**
	 * Hear what a predecessor says to live states while this application starts.
	 * @param end this process's end of the channel, owned by this from now on;
	 * {@code null} for none
	 */
	void listen(@Nullable Descriptor end) {
		StateSettings settings = this.settings;
		if (end == null) {
			return;
		}
		if (settings == null) {
			end.close();
			return;
		}
		StateExchange exchange = exchange(ControlConnection.adopt(end), Neighbour.PREDECESSOR, settings);
		synchronized (this) {
			this.predecessor = exchange;
		}
	}

	/** The application is there, and takes everything from now on. */
	void join() {
		with(predecessor(), StateExchange::join);
	}

	/**
	 * The predecessor has left before this process was ready, and may drain still: wait
	 * until what it had is here, so that no request finds it missing.
	 */
	void awaitInherited() {
		StateExchange current = predecessor();
		StateSettings settings = this.settings;
		if (current != null && settings != null && !current.awaitInherited(Deadline.after(settings.timeout()))) {
			logger.warn("Serving without what the predecessor has not given within " + settings.timeout().toMillis()
					+ " ms (graceful-restart.state.timeout)");
		}
	}

	// The application's own code may throw: then nothing is inherited.
	private @Nullable StateExchange exchange(ControlConnection connection, Neighbour neighbour,
			StateSettings settings) {
		try {
			return new StateExchange(connection, neighbour, this.application::stateParticipants,
					this.application.liveStates(), settings);
		}
		catch (RuntimeException ex) {
			connection.close();
			logger.warn("No state is inherited", ex);
			return null;
		}
	}

	/** Give the successor, which is ready, all that there is. Waits until it has it. */
	void snapshot() {
		with(successor(), StateExchange::snapshot);
	}

	/** The successor serves, or is about to. Returns at once. */
	void giveToSuccessor() {
		with(successor(), (exchange) -> inBackground(exchange::give));
	}

	/**
	 * This process ends beside a successor that is not ready yet: give it everything as
	 * soon as it can take it. Returns at once.
	 */
	void bequeath() {
		with(successor(), (exchange) -> inBackground(() -> {
			if (exchange.awaitJoined(Deadline.after(FOR_EVER))) {
				exchange.bequeath();
			}
		}));
	}

	/**
	 * The drain beside a successor that was not ready is over: give it the rest, unless
	 * it is still not ready after the timeout for state.
	 * @return where that is done, which ends when it is
	 */
	Thread settleBequest() {
		return inBackground(() -> with(successor(), this::settleBequest));
	}

	private void settleBequest(StateExchange exchange) {
		StateSettings settings = this.settings;
		if (settings != null && exchange.awaitJoined(Deadline.after(settings.timeout()))) {
			exchange.bequeath();
			exchange.settle();
		}
		else if (exchange.isOpen()) {
			logger.warn("Successor does not inherit all of the state: it was not ready in time for it");
		}
	}

	/** The drain is over. Waits until the successor has the rest. */
	void settleWithSuccessor() {
		with(successor(), StateExchange::settle);
	}

	/** Serve again, or still: nothing comes from the successor any more. */
	void reclaim() {
		StateExchange current;
		synchronized (this) {
			current = this.successor;
			this.successor = null;
		}
		if (current != null) {
			current.reclaim();
			current.close();
		}
	}

	/** Give back to the predecessor, which serves again. Waits until it has it. */
	void giveToPredecessor() {
		with(predecessor(), StateExchange::give);
	}

	/** The drain after a rollback is over. Waits until the predecessor has the rest. */
	void settleWithPredecessor() {
		with(predecessor(), StateExchange::settle);
	}

	/** Nothing comes from the predecessor any more. */
	void closePredecessor() {
		StateExchange current;
		synchronized (this) {
			current = this.predecessor;
			this.predecessor = null;
		}
		close(current);
	}

	/** This process ends. */
	void close() {
		closePredecessor();
		StateExchange current;
		synchronized (this) {
			current = this.successor;
			this.successor = null;
		}
		close(current);
	}

	private static void close(@Nullable StateExchange exchange) {
		with(exchange, StateExchange::close);
	}

	private static void with(@Nullable StateExchange exchange, Consumer<StateExchange> step) {
		if (exchange != null) {
			step.accept(exchange);
		}
	}

	private synchronized @Nullable StateExchange predecessor() {
		return this.predecessor;
	}

	private synchronized @Nullable StateExchange successor() {
		return this.successor;
	}

	private static Thread inBackground(Runnable task) {
		Thread thread = new Thread(task, "graceful-restart-estate");
		thread.setDaemon(true);
		thread.start();
		return thread;
	}

}
