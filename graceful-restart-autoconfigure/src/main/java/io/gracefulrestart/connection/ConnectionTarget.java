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

/**
 * A server that takes in connections which another process has accepted. Thread safe.
 */
public interface ConnectionTarget {

	/**
	 * Return the name of the listener that it accepts from.
	 * @return the listener's name
	 */
	String name();

	/**
	 * Set memory aside for connections that will come, so that taking them in is quick.
	 * @param connections how many are expected; 0 gives back what was not needed
	 */
	void prepare(int connections);

	/**
	 * Return how many it can take.
	 * @return the number at this instant, 0 if it takes none
	 */
	int room();

	/**
	 * Take a connection in, count it, and read nothing.
	 * @param connection the connection; owned by the target from now on, also if this
	 * fails: this process's copy is closed then
	 * @param state what its former server knew of it
	 * @return the connection, not served yet
	 * @throws IOException if there is no room, or the server does not run
	 */
	Arrival hold(PassedConnection connection, ConnectionState state) throws IOException;

	/**
	 * Look at the connections that were adopted: one may have something to read. Called
	 * once after some of them, since it costs more than to adopt one.
	 */
	void attend();

}
