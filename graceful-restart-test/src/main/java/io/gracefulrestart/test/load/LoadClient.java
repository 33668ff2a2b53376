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

package io.gracefulrestart.test.load;

import java.util.concurrent.locks.LockSupport;

/**
 * Sends one request after the other. Confined to one thread.
 */
@FunctionalInterface
interface LoadClient {

	/**
	 * Send the next request, or the next few, and wait for what comes of it.
	 * @param intendedNanos {@link System#nanoTime()} at which it should have been sent
	 * @return {@code true} if an answer came, whatever it was
	 */
	boolean request(long intendedNanos);

	/**
	 * There is nothing to send for a while: wait, or look what the server has to say. May
	 * return at any time.
	 * @param nanos time until the next request
	 */
	default void rest(long nanos) {
		LockSupport.parkNanos(nanos);
	}

	/**
	 * No more requests follow, and one that would go on for ever may end. Any thread.
	 */
	default void stop() {
	}

	/**
	 * The client has ended: take leave of the server. The session looks after what is
	 * still open then.
	 */
	default void finish() {
	}

}
