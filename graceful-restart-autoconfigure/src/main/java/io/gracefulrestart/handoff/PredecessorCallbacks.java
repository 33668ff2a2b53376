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

package io.gracefulrestart.handoff;

import io.gracefulrestart.fd.PeerCredentials;
import org.jspecify.annotations.Nullable;

/**
 * What the predecessor's end asks of the process and tells it. For one successor all
 * methods are called on one thread ({@code graceful-restart-handoff}), in the order of
 * the handoff; meanwhile no successor is accepted, so {@link #onHello} is the only one
 * that follows another successor's. While a method runs the conversation stands still.
 * What a method throws before the cutover fails the handoff, later it is logged.
 */
public interface PredecessorCallbacks {

	/**
	 * A successor of the same application and user, with a version in common, wants to
	 * take over, and no other one is being waited for.
	 * @param hello what it says of itself
	 * @param peer who it is according to the kernel
	 * @param handoff the handoff that begins if it is accepted
	 * @return whether it may
	 */
	Decision onHello(Hello hello, PeerCredentials peer, PredecessorHandoff handoff);

	/**
	 * The successor is ready: say whether that is all that was to be shown. It is told so
	 * and ends, and {@link #onFailed} follows.
	 * @return whether the handoff goes no further
	 */
	default boolean isRehearsal() {
		return false;
	}

	/**
	 * The successor is ready: give it the state that it inherits.
	 */
	void onReady();

	/**
	 * Stop accepting on all listeners and keep them; return when no acceptor can take a
	 * connection any more. COMMIT follows.
	 */
	void stopAccepting();

	/**
	 * Accept again at once. Called only after {@link #stopAccepting()}, also if that
	 * failed half-way, and before {@link #onFailed}.
	 * @param reason why the cutover did not come about
	 */
	void resumeAccepting(String reason);

	/**
	 * The successor accepts, the cutover is final: begin to drain, and return at once.
	 * {@link PredecessorHandoff#drained} ends the drain.
	 */
	void onServing();

	/**
	 * Say how far the drain has come. Called about every second until it has ended, the
	 * first time right after {@link #onServing()}.
	 * @return the progress
	 */
	Progress progress();

	/**
	 * The successor stays: it has passed the listeners on to its own successor, or is
	 * about to. While this process drains.
	 */
	void onSettled();

	/**
	 * The successor gives back: it has closed its gate, and this process is to accept
	 * again. {@link PredecessorHandoff#servesAgain} follows when it does, and what the
	 * successor has in hand comes back with the connections. While this process drains,
	 * or has drained.
	 * @param reason why, as the successor says
	 * @return whether this process comes back; if not the successor has to serve on
	 */
	boolean onRollback(String reason);

	/**
	 * Return who takes in the connections that come back after {@link #onRollback}.
	 * @return where they go
	 */
	DrainListener returns();

	/**
	 * Everything has come back that will: the successor that gave back is gone.
	 */
	void onReturned();

	/**
	 * The handoff has failed and nothing has changed: this process accepts as before.
	 * @param failure what happened
	 */
	void onFailed(HandoffFailure failure);

	/**
	 * The successor left after the cutover, while this process drains or has drained, and
	 * before {@link PredecessorHandoff#released()}.
	 * @param departure how it left
	 * @param reason why, if it said so
	 */
	void onDeparted(Departure departure, @Nullable String reason);

	/**
	 * A successor was turned away, by {@link #onHello} or before it got so far. On a
	 * thread of its own, at any time.
	 * @param refusal what it was told
	 * @param handoff the attempt
	 */
	default void onRefused(Refused refusal, HandoffRecord handoff) {
	}

}
