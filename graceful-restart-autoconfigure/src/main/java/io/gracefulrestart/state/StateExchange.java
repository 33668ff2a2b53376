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

package io.gracefulrestart.state;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.gracefulrestart.StateMoment;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One end of the channel between two generations. Whatever goes wrong on it ends it with
 * a warning, and nothing else. Thread safe.
 */
public final class StateExchange implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(StateExchange.class);

	// A reader that has used up its time is not the end of it all.
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final StateWire wire;

	private final List<ExchangeLink> links;

	private final StateSettings settings;

	private final ExecutorService threads = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "graceful-restart-state-worker");
		thread.setDaemon(true);
		return thread;
	});

	private final Sections sections;

	private final Questions questions = new Questions();

	private final Object rounds = new Object();

	private final StateReader reader;

	private boolean offered;

	private boolean given;

	/**
	 * Begin to exchange: live states hear, participants not before {@link #join()}.
	 * @param connection the connection to the other process, owned by this from now on
	 * @param neighbour which of the two that is
	 * @param participants finds out who writes and reads in this process
	 * @param live what belongs to one process at a time
	 * @param settings how much it may cost
	 */
	public StateExchange(ControlConnection connection, StateLink.Neighbour neighbour,
			Supplier<List<StateParticipant>> participants, List<LiveState> live, StateSettings settings) {
		this.wire = new StateWire(connection, settings.timeout().multipliedBy(2).plus(PATIENCE));
		this.settings = settings;
		this.sections = new Sections(this.wire, participants, settings, this.threads);
		this.links = live.stream()
			.map((state) -> new ExchangeLink(state, neighbour, this.wire, this.questions))
			.toList();
		this.links.forEach((link) -> link.state().attached(link));
		this.reader = new StateReader(this.wire, this.links, this.sections, this.questions, this.threads);
		this.reader.start();
	}

	/**
	 * The application is there: let the predecessor know that this process takes
	 * everything from now on.
	 */
	public void join() {
		this.sections.participants();
		try {
			this.wire.send(StateFrame.Type.JOINED);
		}
		catch (IOException ex) {
			logger.debug("Predecessor has left before", ex);
		}
	}

	/**
	 * Wait until the successor takes whatever is written.
	 * @param deadline when to give up
	 * @return whether it does; {@code false} also if it has gone
	 */
	public boolean awaitJoined(Deadline deadline) {
		return this.reader.awaitJoined(deadline) && this.wire.isOpen();
	}

	/**
	 * Wait until all that the predecessor has written at first was read, or it has gone.
	 * @param deadline when to give up
	 * @return {@code false} if it writes still
	 */
	public boolean awaitInherited(Deadline deadline) {
		return this.reader.awaitRound(deadline);
	}

	/**
	 * Write all that there is, and wait until the other process has read it.
	 */
	public void snapshot() {
		synchronized (this.rounds) {
			this.offered = true;
			round(StateMoment.SNAPSHOT, LiveState::snapshot);
		}
	}

	/**
	 * This process ends, and the other one, which has joined, serves when it is ready:
	 * give it everything that is not in use, unless it has that. More follows with
	 * {@link #settle()}.
	 */
	public void bequeath() {
		synchronized (this.rounds) {
			if (!this.offered) {
				snapshot();
			}
			give();
		}
	}

	/**
	 * The other process serves from now on: write what has changed, and give what is not
	 * in use. Does nothing the second time.
	 */
	public void give() {
		synchronized (this.rounds) {
			if (!this.given) {
				this.given = true;
				round(StateMoment.DELTA, LiveState::give);
			}
		}
	}

	/**
	 * This process has nothing in hand any more: write what has changed, and give what is
	 * left; everything, if a drain was over before {@link #give()} had begun.
	 */
	public void settle() {
		synchronized (this.rounds) {
			give();
			round(StateMoment.DELTA, LiveState::settle);
		}
	}

	/**
	 * Take everything back, also what was given: the other process does not follow after
	 * all.
	 */
	public void reclaim() {
		this.links.forEach((link) -> link.state().reclaim(link));
	}

	private void round(StateMoment moment, Step step) {
		// Two at the same time would be mixed up.
		synchronized (this.rounds) {
			if (!this.wire.isOpen()) {
				if (this.wire.isOverdue()) {
					logger.warn("State does not reach the other process, which did not read what it was told before");
				}
				return;
			}
			Deadline deadline = Deadline.after(this.settings.timeout());
			try {
				// Clients wait for these.
				for (ExchangeLink link : this.links) {
					step.run(link.state(), link);
				}
				this.sections.write(moment, deadline);
				int number = this.questions.begin();
				this.wire.send(StateFrame.Type.ROUND, ExchangeLink.number(number));
				if (this.questions.await(number, deadline).isEmpty() && this.wire.isOpen()) {
					logger.warn("The other process has not taken over the state within "
							+ this.settings.timeout().toMillis() + " ms");
				}
			}
			catch (IOException ex) {
				if (this.wire.isAbandoned()) {
					logger.debug("State does not reach the other process", ex);
				}
				else {
					logger.warn("State does not reach the other process: " + ex.getMessage());
				}
			}
			catch (RuntimeException ex) {
				logger.error("State could not be written", ex);
			}
		}
	}

	/**
	 * Return whether anything can still be said.
	 * @return {@code false} if one of the two has gone
	 */
	public boolean isOpen() {
		return this.wire.isOpen();
	}

	/** End it; what was said before still arrives. Idempotent, never throws. */
	@Override
	public void close() {
		this.wire.close();
	}

	/**
	 * What live states do at a moment.
	 */
	@FunctionalInterface
	private interface Step {

		void run(LiveState state, StateLink link) throws IOException;

	}

}
