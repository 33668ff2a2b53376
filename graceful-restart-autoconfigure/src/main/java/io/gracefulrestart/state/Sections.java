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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import io.gracefulrestart.StateMoment;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What participants write and read, one after the other, each on a thread that can be
 * left behind if it takes too long. Whatever fails is left out with a warning. One thread
 * writes, another one reads.
 */
final class Sections {

	private static final Log logger = LogFactory.getLog(Sections.class);

	// For the peer to be told that it was too long.
	private static final int MAXIMUM_REASON = 500;

	private static final byte SNAPSHOT = 1;

	private static final byte DELTA = 2;

	private final StateWire wire;

	private final Supplier<List<StateParticipant>> search;

	private final StateSettings settings;

	private final ExecutorService threads;

	private @Nullable List<StateParticipant> participants;

	private @Nullable Reading reading;

	/**
	 * Create sections.
	 * @param wire the channel
	 * @param participants finds out who takes part in this process, at the first need
	 * @param settings how much it may cost
	 * @param threads where participants run
	 */
	Sections(StateWire wire, Supplier<List<StateParticipant>> participants, StateSettings settings,
			ExecutorService threads) {
		this.wire = wire;
		this.search = participants;
		this.settings = settings;
		this.threads = threads;
	}

	/**
	 * Return who takes part, which does not change any more then.
	 * @return the participants of this process
	 */
	synchronized List<StateParticipant> participants() {
		List<StateParticipant> known = this.participants;
		if (known == null) {
			known = List.copyOf(this.search.get());
			this.participants = known;
		}
		return known;
	}

	/**
	 * Have all participants write.
	 * @param moment what they are to write
	 * @param deadline when the rest is left out
	 * @throws IOException if the peer has gone, or does not read
	 */
	void write(StateMoment moment, Deadline deadline) throws IOException {
		for (StateParticipant participant : participants()) {
			write(participant, moment, deadline);
		}
	}

	private void write(StateParticipant participant, StateMoment moment, Deadline deadline) throws IOException {
		SectionOutput out = new SectionOutput(this.wire, this.settings.maximumSize());
		byte[] name = participant.name().getBytes(StandardCharsets.UTF_8);
		this.wire.send(StateFrame.Type.BEGIN,
				ByteBuffer.allocate(1 + Integer.BYTES)
					.put((moment == StateMoment.SNAPSHOT) ? SNAPSHOT : DELTA)
					.putInt(participant.version())
					.flip(),
				ByteBuffer.wrap(name));
		String failure = run(deadline, () -> {
			participant.write(moment, out);
			long bytes = out.complete();
			logger.debug("State '" + participant.name() + "' written, " + moment + ": " + bytes + " bytes");
			return null;
		});
		out.end();
		if (failure != null && this.wire.isAbandoned()) {
			throw new IOException("Nobody reads state '" + participant.name() + "'");
		}
		if (failure == null) {
			this.wire.send(StateFrame.Type.END);
		}
		else {
			logger.warn("State '" + participant.name() + "' does not go to the other process: " + failure);
			String told = failure.substring(0, Math.min(failure.length(), MAXIMUM_REASON));
			this.wire.send(StateFrame.Type.ABORT, ByteBuffer.wrap(told.getBytes(StandardCharsets.UTF_8)));
		}
	}

	/**
	 * Hear a frame.
	 * @param frame the frame
	 * @return whether it belongs to a section
	 */
	boolean hear(StateFrame frame) {
		switch (frame.type()) {
			case BEGIN -> begin(frame.payload());
			case DATA -> {
				if (this.reading != null) {
					this.reading.input().bring(frame.payload(), this.reading.deadline());
				}
			}
			case END -> end(null);
			case ABORT -> end(StateFrame.text(frame.payload()));
			default -> {
				return false;
			}
		}
		return true;
	}

	private void begin(ByteBuffer payload) {
		end("it did not end");
		StateMoment moment = (payload.get() == SNAPSHOT) ? StateMoment.SNAPSHOT : StateMoment.DELTA;
		int version = payload.getInt();
		String name = StateFrame.text(payload);
		StateParticipant participant = participants().stream()
			.filter((candidate) -> candidate.name().equals(name))
			.findFirst()
			.orElse(null);
		if (participant == null) {
			if (moment == StateMoment.SNAPSHOT) {
				logger.warn("State '" + name + "' of the other process is left out: nothing here has that name");
			}
			return;
		}
		SectionInput input = new SectionInput(this.settings.maximumSize());
		Future<?> future = this.threads.submit(() -> {
			try {
				participant.read(moment, version, input);
			}
			finally {
				input.abandon();
			}
			return null;
		});
		this.reading = new Reading(name, version, input, future, Deadline.after(this.settings.timeout()));
	}

	private void end(@Nullable String failure) {
		Reading current = this.reading;
		this.reading = null;
		if (current == null) {
			return;
		}
		current.input().bringEnd(failure, current.deadline());
		String problem = await(current.future(), current.deadline());
		current.input().abandon();
		if (problem != null) {
			logger.warn("State '" + current.name() + "' (version " + current.version()
					+ ") of the other process is left out: " + problem);
		}
		else if (logger.isDebugEnabled()) {
			logger.debug("State '" + current.name() + "' taken over: " + current.input().brought() + " bytes");
		}
	}

	/** Nothing comes any more. */
	void close() {
		end("the other process is gone");
	}

	private @Nullable String run(Deadline deadline, Callable<?> task) {
		return await(this.threads.submit(task), deadline);
	}

	private static @Nullable String await(Future<?> future, Deadline deadline) {
		try {
			future.get(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
			return null;
		}
		catch (ExecutionException ex) {
			logger.debug("State failed", ex.getCause());
			return String.valueOf(ex.getCause());
		}
		catch (TimeoutException ex) {
			future.cancel(true);
			return "it took too long (graceful-restart.state.timeout)";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "interrupted";
		}
	}

	/**
	 * What is being read.
	 *
	 * @param name name of the participant
	 * @param version version of what it is
	 * @param input where it reads from
	 * @param future its end
	 * @param deadline when it is left out
	 */
	private record Reading(String name, int version, SectionInput input, Future<?> future, Deadline deadline) {

	}

}
