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

package io.gracefulrestart.session;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.gracefulrestart.session.SessionMessage.Answer;
import io.gracefulrestart.state.StateLink;
import io.gracefulrestart.state.StateLink.Neighbour;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The other process at the end of a link. What is said is put into a batch first, which
 * waits for nobody and so may happen with a session's lock held, and sent after that.
 * Thread safe.
 */
final class Peer {

	private static final Log logger = LogFactory.getLog(Peer.class);

	// What the answer may wait for is half a second, in the process behind it half a
	// second more.
	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final AtomicLong NUMBERS = new AtomicLong();

	private final long number = NUMBERS.incrementAndGet();

	private final StateLink link;

	private final Outbox outbox = new Outbox();

	private final CountDownLatch greeted = new CountDownLatch(1);

	private volatile boolean told;

	private volatile boolean mute;

	private volatile boolean exhausted;

	private volatile boolean gone;

	private volatile boolean reclaimed;

	private volatile boolean attended;

	private volatile boolean warned;

	Peer(StateLink link) {
		this.link = link;
		// A successor that was given nothing has nothing.
		this.exhausted = link.neighbour() == Neighbour.SUCCESSOR;
	}

	/**
	 * Return what tells it from all others.
	 * @return a number from 1
	 */
	long number() {
		return this.number;
	}

	boolean isAt(StateLink other) {
		return this.link == other;
	}

	Neighbour neighbour() {
		return this.link.neighbour();
	}

	/** Say that there are sessions here; put into the batch. */
	void greet() {
		add(SessionMessage.Type.GREETING, "", null,
				ByteBuffer.allocate(Short.BYTES).putShort(SessionMessage.VERSION).array());
	}

	/** The other process has sessions too, and speaks of them as this one does. */
	void greeted() {
		this.greeted.countDown();
	}

	boolean isGreeted() {
		return this.greeted.getCount() == 0;
	}

	boolean awaitGreeting(Duration atMost) {
		try {
			return this.greeted.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/** It has said something. */
	void heard() {
		this.mute = false;
	}

	/**
	 * Note whether it has nothing any more that is not known here.
	 * @param exhausted whether that is so
	 */
	void exhausted(boolean exhausted) {
		this.exhausted = exhausted;
	}

	/** The link has gone. */
	void gone() {
		this.gone = true;
		this.outbox.close();
	}

	/** What it was given is taken back, whoever is just giving it something. */
	void reclaim() {
		this.reclaimed = true;
	}

	boolean isReclaimed() {
		return this.reclaimed;
	}

	boolean isGone() {
		return this.gone;
	}

	/** It is being told of sessions. */
	void talk() {
		this.told = true;
	}

	/**
	 * Return whether it has heard of sessions here, so that it has to hear of their end.
	 * @return whether that is so, and it is still there
	 */
	boolean isTold() {
		return this.told && !this.gone;
	}

	/**
	 * Return whether it may have sessions of which nothing is known here.
	 * @return whether to ask it
	 */
	boolean mayKnowMore() {
		return isGreeted() && !this.exhausted && !this.gone && !this.mute;
	}

	/**
	 * Put something into the batch.
	 * @param type what it is
	 * @param id identifier of the session, empty for none
	 * @param head what is known of it, {@code null} if that is not said
	 * @param contents the rest
	 */
	void add(SessionMessage.Type type, String id, @Nullable SessionHead head, byte[] contents) {
		this.outbox.add(type, id, head, contents);
	}

	/**
	 * Send the batch if it is worth it.
	 * @return bytes of what was sent
	 * @throws IOException if it cannot be sent any more
	 */
	long sendIfFull() throws IOException {
		return this.outbox.isFull() ? send() : 0;
	}

	/**
	 * Send the batch. When this returns, what was in it before is on its way, whoever has
	 * sent it.
	 * @return bytes of what was sent by this call
	 * @throws IOException if it cannot be sent any more
	 */
	long send() throws IOException {
		return this.outbox.send(this.link);
	}

	// Whether somebody sends the batch now and then, so that nobody else need wait for a
	// process that starts, and may not read.
	void attended(boolean attended) {
		this.attended = attended;
	}

	/** Have the batch sent soon. */
	void sendSoon() {
		if (!this.attended) {
			trySend();
		}
	}

	/**
	 * Send the batch; if that is not possible any more, the link's end is heard of
	 * elsewhere.
	 */
	void trySend() {
		try {
			send();
		}
		catch (IOException ex) {
			logger.debug("Not sent", ex);
		}
	}

	/**
	 * Ask for a session.
	 * @param id its identifier
	 * @return the answer, {@code null} if there is none
	 */
	@Nullable Answer ask(String id) {
		if (this.gone || this.mute) {
			return null;
		}
		try {
			// What was given before has to be heard before this.
			send();
		}
		catch (IOException ex) {
			logger.debug("Not sent", ex);
			return null;
		}
		Deadline deadline = Deadline.after(PATIENCE);
		ByteBuffer answer = this.link.ask(ByteBuffer.wrap(id.getBytes(StandardCharsets.UTF_8)), deadline);
		if (answer != null) {
			return Answer.decode(answer);
		}
		if (deadline.hasPassed()) {
			this.mute = true;
			if (!this.warned) {
				this.warned = true;
				logger.warn("The other process does not answer: sessions go on from what is known of them here");
			}
		}
		return null;
	}

	@Override
	public String toString() {
		return this.link.toString();
	}

}
