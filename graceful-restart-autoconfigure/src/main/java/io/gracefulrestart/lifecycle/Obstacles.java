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
import java.util.Optional;

import io.gracefulrestart.handoff.Ending;
import io.gracefulrestart.handoff.PredecessorGone;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Waits until nothing keeps a successor from being ready, and lets its predecessor know
 * what does, so that the one that serves on can say why.
 */
final class Obstacles {

	private static final Log logger = LogFactory.getLog(Obstacles.class);

	private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

	private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

	// A predecessor that does not read is frozen, which READY finds out.
	private static final Duration TELL = Duration.ofSeconds(1);

	private final Application application;

	private final SuccessorConversation conversation;

	private Optional<String> told = Optional.empty();

	Obstacles(Application application, SuccessorConversation conversation) {
		this.application = application;
		this.conversation = conversation;
	}

	/**
	 * Wait until there are none. Does not wait any longer once the predecessor has left,
	 * since nobody serves then: this process starts as it would have without one. Nor
	 * once it was refused, which {@link SuccessorConversation#ready} tells.
	 * @param deadline when to give up
	 * @return what is in the way when the deadline has passed; empty to go on
	 * @throws IOException if the predecessor broke the protocol, or this end was closed
	 */
	Optional<String> awaitNone(Deadline deadline) throws IOException {
		Duration pause = FIRST_PAUSE;
		Optional<String> obstacle = this.application.obstacle(deadline);
		while (obstacle.isPresent()) {
			tell(obstacle.get());
			Ending ending = this.conversation.look(Deadline.after(pause).earlier(deadline));
			if (ending instanceof PredecessorGone) {
				logger.warn("Predecessor is gone, so this process serves although it waits for: " + obstacle.get());
			}
			if (ending != null) {
				return Optional.empty();
			}
			Optional<String> next = this.application.obstacle(deadline);
			if (next.isPresent() && deadline.hasPassed()) {
				// What was found last may be nothing but the lack of time to look.
				return obstacle;
			}
			obstacle = next;
			pause = pause.multipliedBy(3).dividedBy(2);
			pause = (pause.compareTo(LONGEST_PAUSE) < 0) ? pause : LONGEST_PAUSE;
		}
		return obstacle;
	}

	private void tell(String obstacle) {
		if (!this.told.equals(Optional.of(obstacle))) {
			this.told = Optional.of(obstacle);
			logger.info("Not ready to take over yet; waiting for: " + obstacle);
			this.conversation.notReady(obstacle, Deadline.after(TELL));
		}
	}

}
