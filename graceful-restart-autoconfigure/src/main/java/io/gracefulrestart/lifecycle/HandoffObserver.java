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

import java.time.Instant;

import io.gracefulrestart.handoff.HandoffFailure;
import io.gracefulrestart.handoff.HandoffRecord;
import io.gracefulrestart.handoff.PredecessorHandoff;
import org.jspecify.annotations.Nullable;

/**
 * Hears how a handoff of this process goes, on the thread that runs it. Must not block.
 */
interface HandoffObserver {

	/**
	 * Nobody.
	 */
	HandoffObserver NONE = new HandoffObserver() {
	};

	/**
	 * The successor has asked for the listeners, and gets them.
	 * @param handoff the handoff that begins
	 */
	default void onGreeted(PredecessorHandoff handoff) {
	}

	/**
	 * It has failed, and nothing has changed.
	 * @param failure what happened
	 */
	default void onFailed(HandoffFailure failure) {
	}

	/**
	 * This process ends, and leaves the listeners to a successor that is not ready yet.
	 */
	default void onLeft() {
	}

	/**
	 * The successor serves, and what was idle has moved to it.
	 * @param record the handoff so far
	 * @param probationEnds until when this process serves again if the successor dies or
	 * gives back, {@code null} if it does not
	 */
	default void onMoved(HandoffRecord record, @Nullable Instant probationEnds) {
	}

	/**
	 * This process serves again.
	 * @param record the finished handoff
	 */
	default void onReturned(HandoffRecord record) {
	}

	/**
	 * This process does not serve again, and is about to end.
	 * @param record the finished handoff
	 */
	default void onOver(HandoffRecord record) {
	}

}
