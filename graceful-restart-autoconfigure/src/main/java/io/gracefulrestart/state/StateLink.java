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

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * A live state's way to its counterpart in the other process. Thread safe.
 */
public interface StateLink {

	/** Bytes of the longest message. */
	int MAXIMUM_MESSAGE = 16 << 20;

	/**
	 * Say something; it is heard in the order in which it was said.
	 * @param message the message, which is read to its end
	 * @throws IOException if it cannot be said any more
	 */
	void tell(ByteBuffer message) throws IOException;

	/**
	 * Ask something, and wait for the answer.
	 * @param question the question, which is read to its end
	 * @param deadline when to stop waiting
	 * @return the answer, {@code null} if there is none in time, or the other process is
	 * gone
	 */
	@Nullable ByteBuffer ask(ByteBuffer question, Deadline deadline);

	/**
	 * Return which of the two the other process is.
	 * @return its place
	 */
	Neighbour neighbour();

	/**
	 * Where the other process stands in the chain.
	 */
	enum Neighbour {

		/** This process takes over from it, or has. */
		PREDECESSOR,

		/** It takes over from this process, or has. */
		SUCCESSOR

	}

}
