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

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.handoff.SuccessorConversation;
import io.gracefulrestart.handoff.SuccessorRollback;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Gives the serving back to a predecessor that can take it: our gate closes, its gate
 * opens, and our connections follow. What cannot be given back is served on here.
 */
final class Rollback {

	private static final Log logger = LogFactory.getLog(Rollback.class);

	// Nobody accepts meanwhile. It is answered at once, unless the predecessor is frozen.
	private static final Duration ANSWER = Duration.ofSeconds(5);

	// The one that has asked for this has got its answer when this thread begins, or all
	// but its last bytes.
	private static final Duration SET_ASIDE = Duration.ofSeconds(2);

	private final Core core;

	private final SuccessorConversation conversation;

	private final ControlPoint controlPoint;

	private final Ending ending;

	/**
	 * Create a rollback.
	 * @param core what both roles work with
	 * @param conversation the conversation with the predecessor, whose drain another
	 * thread follows
	 * @param controlPoint left to the predecessor
	 * @param ending how this process ends
	 */
	Rollback(Core core, SuccessorConversation conversation, ControlPoint controlPoint, Ending ending) {
		this.core = core;
		this.conversation = conversation;
		this.controlPoint = controlPoint;
		this.ending = ending;
	}

	/**
	 * Give back. Returns when the predecessor accepts; the rest of this process's life
	 * goes on on a thread of its own.
	 * @param reason why, for people
	 * @return why it was not possible, {@code null} if the predecessor serves
	 */
	@Nullable String run(String reason) {
		if (!this.core.states().change(State.SERVING, State.DRAINING)) {
			return "this process is " + this.core.states().state();
		}
		logger.warn("Rolling back: " + reason);
		SuccessorRollback rollback = this.conversation.rollback();
		try {
			// Before it is asked, so that never both accept.
			this.core.gate().close();
			rollback.ask(reason, Deadline.after(ANSWER));
		}
		catch (IOException | RuntimeException ex) {
			return stay(String.valueOf(ex.getMessage()));
		}
		this.core.supervision().replacedBy(this.conversation.welcome().pid());
		this.controlPoint.leaveToPredecessor();
		this.core.servingOnly().stop(rollback::quiesced);
		new Thread(() -> leave(rollback), "graceful-restart-rollback").start();
		return null;
	}

	private String stay(String problem) {
		// First of all: until then nobody accepts.
		Reopening.of(this.core.gate());
		this.core.states().change(State.DRAINING, State.SERVING);
		// One that was only slow must not come back to what is served here.
		this.conversation.close();
		logger.error("Not rolled back, generation " + this.core.chain().generation() + " serves on: " + problem);
		return problem;
	}

	private void leave(SuccessorRollback rollback) {
		try {
			this.core.estate().giveToPredecessor();
			this.ending.rolledBack(this.core.settings().moveConnections()
					? new ConnectionMover(this.core.application().connectionSources(), rollback, this.core.ledger())
					: Mover.NONE);
		}
		finally {
			this.core.estate().settleWithPredecessor();
			this.conversation.bye("rolled back");
			this.core.application().awaitRequestsSetAside(Deadline.after(SET_ASIDE));
			this.core.application().exit(1);
		}
	}

}
