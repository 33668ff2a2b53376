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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Reads what the other process says on the channel, on a thread of its own, until one of
 * the two closes it, and tidies up then.
 */
final class StateReader {

	private static final Log logger = LogFactory.getLog(StateReader.class);

	private final StateWire wire;

	private final List<ExchangeLink> links;

	private final Sections sections;

	private final Questions questions;

	private final ExecutorService threads;

	private final CountDownLatch joined = new CountDownLatch(1);

	private final CountDownLatch round = new CountDownLatch(1);

	/**
	 * Create a reader.
	 * @param wire the channel
	 * @param links live states, which hear and answer
	 * @param sections what participants have written
	 * @param questions those of this process
	 * @param threads where answers are made, owned by the reader from now on
	 */
	StateReader(StateWire wire, List<ExchangeLink> links, Sections sections, Questions questions,
			ExecutorService threads) {
		this.wire = wire;
		this.links = links;
		this.sections = sections;
		this.questions = questions;
		this.threads = threads;
	}

	void start() {
		Thread thread = new Thread(this::read, "graceful-restart-state");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Wait until the other process has said that it reads, or has gone.
	 * @param deadline when to give up
	 * @return whether one of the two is so
	 */
	boolean awaitJoined(Deadline deadline) {
		return await(this.joined, deadline);
	}

	/**
	 * Wait until a round of the other process was read, or it has gone.
	 * @param deadline when to give up
	 * @return whether one of the two is so
	 */
	boolean awaitRound(Deadline deadline) {
		return await(this.round, deadline);
	}

	private static boolean await(CountDownLatch latch, Deadline deadline) {
		try {
			return latch.await(Math.max(1, deadline.remaining().toNanos()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
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
			// Closed, most likely.
			logger.debug("Channel for state has ended", ex);
		}
		catch (RuntimeException ex) {
			logger.error("State of the other process could not be read", ex);
		}
		finally {
			this.wire.close();
			this.sections.close();
			this.joined.countDown();
			this.round.countDown();
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
			case JOINED -> this.joined.countDown();
			case ROUND -> {
				this.wire.send(StateFrame.Type.APPLIED, payload);
				this.round.countDown();
			}
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

}
