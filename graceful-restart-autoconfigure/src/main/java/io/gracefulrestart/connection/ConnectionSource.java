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

package io.gracefulrestart.connection;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * A server whose connections can go to another process. Where nothing else is said, the
 * methods are called by one thread, the one that drains the server.
 */
public interface ConnectionSource {

	/**
	 * Return the name of the listener that the connections came from.
	 * @return the listener's name
	 */
	String name();

	/**
	 * Find the sockets of the connections that have come since the last time. Each takes
	 * some microseconds: ahead of the time, when nobody waits for it. May be called by
	 * any thread.
	 * @throws IOException if the descriptors of this process cannot be listed
	 */
	void identify() throws IOException;

	/**
	 * Begin: from now on a connection is not told to leave, and is kept ready to be
	 * claimed as soon as its response is complete.
	 * @param ready called, by any thread, when one is ready; must not block
	 */
	void begin(Runnable ready);

	/**
	 * Claim connections on which nothing is in progress.
	 * @param maximum how many at most
	 * @return the claims, none if nothing is ready at this moment; owned by the caller
	 */
	List<Claim> claim(int maximum);

	/**
	 * End: what was not claimed stays, and is told to leave. Does nothing if it has not
	 * begun.
	 */
	void end();

	/**
	 * Count those that could move, and do not: the successor has not taken them, or has
	 * no room, or they were not claimed before the end.
	 * @return number of connections since the last beginning
	 */
	int refused();

	/**
	 * Count what cannot move.
	 * @return the connections that are open now, by the reason why they stay; reasons
	 * that do not occur, and {@link StayReason#REFUSED}, are absent
	 */
	Map<StayReason, Integer> staying();

}
