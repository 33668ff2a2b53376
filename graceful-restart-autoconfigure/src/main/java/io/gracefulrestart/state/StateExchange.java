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
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import io.gracefulrestart.StateMoment;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

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

	private boolean closed;

	/**
	 * Begin to exchange.
	 * @param connection the connection to the other process, owned by this from now on
	 * @param neighbour which of the two that is
	 * @param participants who writes and reads in this process
	 * @param live what belongs to one process at a time
	 * @param settings how much it may cost
	 */
	public StateExchange(ControlConnection connection, StateLink.Neighbour neighbour,
			List<StateParticipant> participants, List<LiveState> live, StateSettings settings) {
		this.wire = new StateWire(connection, settings.timeout().multipliedBy(2).plus(PATIENCE));
		this.settings = settings;
		this.sections = new Sections(this.wire, List.copyOf(participants), settings, this.threads);
		this.links = live.stream()
			.map((state) -> new ExchangeLink(state, neighbour, this.wire, this.questions))
			.toList();
		this.links.forEach((link) -> link.state().attached(link));
		Thread reader = new Thread(this::read, "graceful-restart-state");
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Write all that there is, and wait until the other process has read it.
	 */
	public void snapshot() {
		round(StateMoment.SNAPSHOT, LiveState::snapshot);
	}

	/**
	 * The other process serves from now on: write what has changed, and give what is not
	 * in use.
	 */
	public void give() {
		round(StateMoment.DELTA, LiveState::give);
	}

	/**
	 * This process has nothing in hand any more: write what has changed, and give what is
	 * left.
	 */
	public void settle() {
		round(StateMoment.DELTA, LiveState::settle);
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
				if (!isClosed()) {
					logger.warn("State does not reach the other process: " + ex.getMessage());
				}
			}
			catch (RuntimeException ex) {
				logger.error("State could not be written", ex);
			}
		}
	}

	private void read() {
		try {
			StateFrame frame = this.wire.receive();
			while (frame != null) {
				hear(frame);
				frame = this.wire.receive();
			}
		}
		catch (IOException ex) {
			if (!isClosed()) {
				logger.debug("Channel for state has ended", ex);
			}
		}
		catch (RuntimeException ex) {
			logger.error("State of the other process could not be read", ex);
		}
		finally {
			close();
			this.sections.close();
			this.questions.close();
			this.links.forEach((link) -> link.state().detached(link));
			this.threads.shutdownNow();
		}
	}

	private void hear(StateFrame frame) throws IOException {
		if (this.sections.hear(frame)) {
			return;
		}
		ByteBuffer payload = frame.payload();
		switch (frame.type()) {
			case ROUND -> this.wire.send(StateFrame.Type.APPLIED, payload);
			case APPLIED -> this.questions.answered(payload.getInt(), Optional.of(payload));
			case TELL -> {
				ExchangeLink link = link(StateFrame.name(payload));
				if (link != null) {
					link.state().hear(link, payload);
				}
			}
			case ASK -> answer(payload.getInt(), link(StateFrame.name(payload)), payload);
			case ANSWER -> this.questions.answered(payload.getInt(),
					(payload.get() != 0) ? Optional.of(payload) : Optional.empty());
			default -> throw new IOException("unexpected " + frame.type());
		}
	}

	private @Nullable ExchangeLink link(String name) {
		return this.links.stream().filter((link) -> link.state().name().equals(name)).findFirst().orElse(null);
	}

	private void answer(int number, @Nullable ExchangeLink link, ByteBuffer question) {
		if (link == null) {
			return;
		}
		try {
			this.threads.execute(() -> {
				try {
					link.answer(number, question);
				}
				catch (IOException | InterruptedException ex) {
					logger.debug("Question of the other process is not answered", ex);
				}
			});
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Closed", ex);
		}
	}

	private synchronized boolean isClosed() {
		return this.closed;
	}

	/** End it; what was said before still arrives. Idempotent, never throws. */
	@Override
	public void close() {
		synchronized (this) {
			this.closed = true;
		}
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
