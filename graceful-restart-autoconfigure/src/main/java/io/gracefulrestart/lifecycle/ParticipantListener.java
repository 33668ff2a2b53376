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
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.ListenerParticipant;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.Door;
import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.listener.Listener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A listener that the application owns, as a door of the gate and as work to drain. Owns
 * the channels it gives to the participant.
 */
final class ParticipantListener implements Door, Workload {

	private static final Log logger = LogFactory.getLog(ParticipantListener.class);

	private final ListenerParticipant participant;

	private final ChannelSource channels;

	private @Nullable ServerSocketChannel channel;

	/**
	 * Create a participant that accepts while the gate is open.
	 * @param participant the application's part
	 * @param listener its listener, which stays the caller's
	 */
	ParticipantListener(ListenerParticipant participant, Listener listener) {
		this(participant, () -> {
			// One on a shared port takes no connections in before the gate opens.
			listener.begin();
			return listener.open();
		});
	}

	private ParticipantListener(ListenerParticipant participant, ChannelSource channels) {
		this.participant = participant;
		this.channels = channels;
	}

	/**
	 * Create a participant that accepts from now on, on an ordinary socket, where there
	 * is no handoff and hence no gate.
	 * @param participant the application's part
	 * @return the participant
	 * @throws IOException if its address cannot be bound
	 */
	static ParticipantListener unsupported(ListenerParticipant participant) throws IOException {
		ServerSocketChannel channel = ServerSocketChannel.open();
		try {
			channel.bind(participant.listenerAddress(), participant.backlog());
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
		ParticipantListener plain = new ParticipantListener(participant, () -> channel);
		plain.open();
		return plain;
	}

	@Override
	public synchronized void open() {
		try {
			this.channel = this.channels.open();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Listener '" + name() + "' cannot be opened", ex);
		}
		this.participant.accept(this.channel);
	}

	@Override
	public synchronized void close() {
		ServerSocketChannel current = this.channel;
		this.channel = null;
		if (current != null) {
			try {
				current.close();
			}
			catch (IOException ex) {
				logger.debug("Channel of listener '" + name() + "' not closed cleanly", ex);
			}
			this.participant.stopAccepting();
		}
	}

	@Override
	public String name() {
		return this.participant.listenerName();
	}

	@Override
	public Census census() {
		int requests = this.participant.inFlight();
		return new Census(requests, 0, 0, 0);
	}

	@Override
	public long completed() {
		return this.participant.completed();
	}

	@Override
	public void leave(Spread spread) {
		this.participant.leave();
	}

	@Override
	public void stay() {
		// A participant is asked to leave again and again; not being asked is to stay.
	}

	@Override
	public int closeIdle(int maximum) {
		return 0;
	}

	@Override
	public List<Unfinished> closeAll() {
		int left = this.participant.inFlight();
		this.participant.closeAll();
		return (left > 0) ? List
			.of(new Unfinished(name(), Kind.REQUEST, left + " requests of the application", null, null, Duration.ZERO))
				: List.of();
	}

	/**
	 * Where channels come from: a new one each time, or the only one.
	 */
	private interface ChannelSource {

		ServerSocketChannel open() throws IOException;

	}

}
