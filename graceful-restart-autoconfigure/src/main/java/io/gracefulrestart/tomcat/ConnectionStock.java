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

package io.gracefulrestart.tomcat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Views of connections, with channels and buffers, made ahead of the time: to make one
 * takes longer than everything else that is done to take a connection in. Thread safe.
 */
final class ConnectionStock {

	private static final Log logger = LogFactory.getLog(ConnectionStock.class);

	private final Queue<GracefulConnection> connections = new ConcurrentLinkedQueue<>();

	/**
	 * Make views until there are so many.
	 * @param count how many; 0 drops all
	 * @param source makes one
	 */
	void fill(int count, Supplier<GracefulConnection> source) {
		if (count == 0) {
			this.connections.clear();
			return;
		}
		try {
			for (int have = this.connections.size(); have < count; have++) {
				this.connections.add(source.get());
			}
		}
		catch (OutOfMemoryError ex) {
			// The connections for which there is no memory will be refused.
			logger.warn("Not all established connections can be taken over: " + ex.getMessage());
		}
	}

	@Nullable GracefulConnection poll() {
		return this.connections.poll();
	}

}
