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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Clients that are half way into a queue of a port: they have asked for a connection, and
 * have not confirmed it. There always are some under load, so those of one instant are
 * noted, and gone when they have confirmed it or given up. Used by one thread.
 */
public final class Handshakes {

	private final int port;

	private Set<String> noted = Set.of();

	Handshakes(int port) {
		this.port = port;
	}

	/**
	 * Note who is half way now, instead of those that were noted before.
	 * @throws IOException if the kernel's table cannot be read
	 */
	public void note() throws IOException {
		this.noted = TcpTable.halfOpen(this.port);
	}

	/**
	 * Count those that were noted and are still half way.
	 * @return how many there are
	 * @throws IOException if the kernel's table cannot be read
	 */
	public int left() throws IOException {
		if (this.noted.isEmpty()) {
			return 0;
		}
		Set<String> left = new HashSet<>(this.noted);
		left.retainAll(TcpTable.halfOpen(this.port));
		this.noted = left;
		return left.size();
	}

}
