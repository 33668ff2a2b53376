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

package io.gracefulrestart.drain;

import java.util.List;

/**
 * Work that one server (a connector) has in hand, as the {@link Drain} sees it. Thread
 * safe.
 *
 * @since 0.1.0
 */
public interface Workload {

	/**
	 * Return the name of the listener that this work came from.
	 * @return the listener's name
	 */
	String name();

	/**
	 * Count what is in hand now. Accepted connections are counted from the moment they
	 * left the kernel's queue.
	 * @return the census of this instant
	 */
	Census census();

	/**
	 * Count the requests that are in progress.
	 * @return as {@link #census()} does, in less time if there are many connections
	 */
	default int requests() {
		return census().requests();
	}

	/**
	 * Count the connections that are open, whatever goes on on them.
	 * @return about as {@link #census()} does, in less time if there are many
	 */
	default int connections() {
		return census().connections();
	}

	/**
	 * Return how many requests have got their whole response.
	 * @return the number since the server was created; it never falls
	 */
	long completed();

	/**
	 * Make lame ducks of the connections: from now on each is told to leave with its next
	 * response (HTTP/1.1 {@code Connection: close}, HTTP/2 {@code GOAWAY}). May be called
	 * again.
	 */
	void leave();

	/**
	 * Undo {@link #leave()} for the responses that have not begun yet.
	 */
	void stay();

	/**
	 * Close connections on which nothing is in progress. A connection on which a request
	 * has just arrived is served instead.
	 * @return the number of connections closed
	 */
	int closeIdle();

	/**
	 * Close whatever is left, in progress or not.
	 * @return what was cut, the oldest first; never the idle connections
	 */
	List<Unfinished> closeAll();

}
