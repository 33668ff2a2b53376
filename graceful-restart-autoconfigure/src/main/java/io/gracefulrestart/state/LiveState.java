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

import org.jspecify.annotations.Nullable;

/**
 * State of which each piece belongs to one of two processes at a time, and that goes from
 * one to the other while both live, piece by piece, when it is needed there. There may be
 * a link to a predecessor and one to a successor at the same time.
 */
public interface LiveState {

	/**
	 * Return the name by which the other process finds it.
	 * @return the name
	 */
	String name();

	/**
	 * A link to the other process is there. Nothing has been said on it. To a predecessor
	 * that is when this process has just begun to start: what may take long is said on a
	 * thread of its own, so that little is left for the {@link #snapshot(StateLink)}.
	 * @param link the link
	 */
	void attached(StateLink link);

	/**
	 * The other process is ready to take over, and this one serves on: say what there is
	 * and was not said yet. It all stays this process's own. On a thread that may wait.
	 * @param link the link
	 * @throws IOException if it cannot be said any more
	 */
	void snapshot(StateLink link) throws IOException;

	/**
	 * The other process serves from now on: from here on whatever is not in use here is
	 * its own, and what is becomes so when it is not any more. On a thread that may wait.
	 * @param link the link
	 * @throws IOException if it cannot be said any more
	 */
	void give(StateLink link) throws IOException;

	/**
	 * This process has nothing in hand any more: give what is left. On a thread that may
	 * wait.
	 * @param link the link
	 * @throws IOException if it cannot be said any more
	 */
	void settle(StateLink link) throws IOException;

	/**
	 * The other process does not take over after all, or is to be followed by this one
	 * again without having given anything back: all is this process's own again.
	 * @param link the link
	 */
	void reclaim(StateLink link);

	/**
	 * Hear what the other process has said. Nothing else is heard meanwhile.
	 * @param link the link
	 * @param message the message
	 */
	void hear(StateLink link, ByteBuffer message);

	/**
	 * Answer a question of the other process. On a thread of its own, which may wait.
	 * @param link the link
	 * @param question the question
	 * @return the answer, {@code null} for none
	 * @throws InterruptedException if the link has gone
	 */
	@Nullable ByteBuffer answer(StateLink link, ByteBuffer question) throws InterruptedException;

	/**
	 * The link has gone: whatever is still at the other process does not come any more.
	 * @param link the link
	 */
	void detached(StateLink link);

}
