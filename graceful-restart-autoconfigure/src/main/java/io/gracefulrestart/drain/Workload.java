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
	 * Return how many connections were accepted from the listener.
	 * @return the number since the server was created; it never falls. 0 if that is not
	 * counted
	 */
	default long accepted() {
		return 0;
	}

	/**
	 * Make lame ducks of the connections: from now on, or when its turn has come, each is
	 * told to leave (HTTP/1.1 {@code Connection: close} with the next response, HTTP/2
	 * {@code GOAWAY}). To be called again and again.
	 * @param spread how many of them are told when; the first call counts
	 */
	void leave(Spread spread);

	/**
	 * Undo {@link #leave} for the responses that have not begun yet.
	 */
	void stay();

	/**
	 * Close connections on which nothing is in progress. A connection on which a request
	 * has just arrived is served instead.
	 * @param maximum how many to close at most
	 * @return the number of connections closed
	 */
	int closeIdle(int maximum);

	/**
	 * Close HTTP/2 connections that were told to leave long enough ago, and whose last
	 * stream has ended.
	 * @param graceOver whether those may be closed from which nothing has come since they
	 * were told, so that perhaps nobody has read that
	 * @return the number of connections closed
	 */
	default int closeFinished(boolean graceOver) {
		return 0;
	}

	/**
	 * Count the WebSocket sessions that {@link #closeWebSockets} would close.
	 * @return those that were not told yet
	 */
	default int webSockets() {
		return 0;
	}

	/**
	 * Begin to close WebSocket sessions: their clients are told, and may answer.
	 * @param maximum how many at most
	 * @return how many were told
	 */
	default int closeWebSockets(int maximum) {
		return 0;
	}

	/**
	 * Close whatever is left, in progress or not.
	 * @return what was cut, the oldest first; never the idle connections
	 */
	List<Unfinished> closeAll();

}
