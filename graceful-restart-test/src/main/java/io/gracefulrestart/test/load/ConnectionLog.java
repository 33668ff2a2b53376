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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The lives of all kept-alive connections of a run. It is told seldom: when a connection
 * has its first answer, when another process answers on it, and when it ends. Thread
 * safe.
 */
final class ConnectionLog {

	private final Map<Long, KeptConnection> connections = new TreeMap<>();

	/**
	 * Note that a process has answered for the first time on a connection.
	 * @param number {@linkplain ClientConnection#number() number} of the connection
	 * @param answer the answer
	 */
	synchronized void answered(long number, FirstAnswer answer) {
		KeptConnection known = this.connections.get(number);
		this.connections.put(number, (known != null) ? known.with(answer) : KeptConnection.begin(answer));
	}

	/**
	 * Note that a connection has ended, whoever has closed it. Does nothing if nobody had
	 * answered on it.
	 * @param number number of the connection
	 * @param atNanos time in nanoseconds since the beginning of the run
	 */
	synchronized void ended(long number, long atNanos) {
		this.connections.computeIfPresent(number, (key, known) -> known.end(atNanos));
	}

	/**
	 * Return all connections.
	 * @return lives as they are now, in the order in which the connections were made
	 */
	synchronized List<KeptConnection> toList() {
		return new ArrayList<>(this.connections.values());
	}

}
