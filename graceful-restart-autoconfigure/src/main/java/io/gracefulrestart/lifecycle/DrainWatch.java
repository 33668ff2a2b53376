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
import java.util.function.Consumer;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.handoff.DrainListener;
import io.gracefulrestart.handoff.DrainResult;
import io.gracefulrestart.handoff.Progress;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Follows a predecessor's drain to its end, however long that predecessor allows it to
 * take, and its standby after that. Used by one thread.
 */
final class DrainWatch implements DrainListener {

	private static final Log logger = LogFactory.getLog(DrainWatch.class);

	// PROGRESS comes every second.
	private static final Duration SILENCE = Duration.ofSeconds(30);

	private final SuccessorConversation conversation;

	private final ConnectionIntake intake;

	private final Runnable onQuiesced;

	private final String predecessor;

	private Consumer<Progress> listener = (progress) -> {
	};

	private boolean heard;

	private boolean warned;

	/**
	 * Create a watch.
	 * @param conversation the conversation with the predecessor; stays the caller's
	 * @param intake takes connections in; stays the caller's
	 * @param onQuiesced called when the predecessor's serving-only work has stopped
	 * @param predecessor what the predecessor is called in the log
	 */
	DrainWatch(SuccessorConversation conversation, ConnectionIntake intake, Runnable onQuiesced, String predecessor) {
		this.conversation = conversation;
		this.intake = intake;
		this.onQuiesced = onQuiesced;
		this.predecessor = predecessor;
	}

	/**
	 * Wait until the drain is over; called again, until the standby is. A predecessor
	 * that is silent for long is warned of once, and waited for all the same: it may be
	 * frozen, and wake.
	 * @param listener told the drain's progress
	 * @return how it ended, or {@code null} if this end of the conversation was closed
	 */
	@Nullable DrainResult await(Consumer<Progress> listener) {
		this.listener = listener;
		try {
			DrainResult result = this.conversation.awaitDrained(this, Deadline.after(SILENCE));
			while (result instanceof DrainResult.Overdue) {
				warnOfSilence();
				result = this.conversation.awaitDrained(this, Deadline.after(SILENCE));
			}
			return result;
		}
		catch (IOException ex) {
			logger.debug("Drain of " + this.predecessor + " is not followed any more", ex);
			return null;
		}
	}

	private void warnOfSilence() {
		if (!this.heard && !this.warned) {
			this.warned = true;
			logger.warn("Predecessor " + this.predecessor + " has said nothing of its drain for " + SILENCE.toSeconds()
					+ " s; it may be frozen");
		}
		this.heard = false;
	}

	@Override
	public void onProgress(Progress progress) {
		this.heard = true;
		this.listener.accept(progress);
	}

	@Override
	public void onQuiesced() {
		this.onQuiesced.run();
	}

	@Override
	public ArrivingBatch onConnections(String listener, List<Descriptor> descriptors, List<ConnectionState> states) {
		this.heard = true;
		return this.intake.hold(listener, descriptors, states);
	}

	@Override
	public void onAdopted(String listener, int count) {
		this.intake.adopted(listener, count);
	}

}
