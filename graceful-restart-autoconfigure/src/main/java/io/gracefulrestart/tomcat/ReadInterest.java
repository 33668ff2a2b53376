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

import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.jspecify.annotations.Nullable;

/**
 * Whether Tomcat's poller waits for a connection to become readable. It ceases to before
 * it calls a worker, and begins again when the worker has gone.
 */
final class ReadInterest {

	private static final Log logger = LogFactory.getLog(ReadInterest.class);

	private ReadInterest() {
	}

	/**
	 * Return whether the poller waits, so that no worker has been called.
	 * @param connection the connection
	 * @return {@code false} also if the connection is not registered yet, or closed
	 */
	static boolean isPolled(NioSocketWrapper connection) {
		SelectionKey key = key(connection);
		try {
			return key != null && (key.interestOps() & SelectionKey.OP_READ) != 0;
		}
		catch (CancelledKeyException ex) {
			return false; // being closed at this moment
		}
	}

	/**
	 * Make the poller cease, as it does by itself before it calls a worker.
	 * @param connection the connection
	 * @return {@code false} if the poller was faster, or the connection is closed
	 */
	static boolean take(NioSocketWrapper connection) {
		SelectionKey key = key(connection);
		try {
			if (key == null || (key.interestOpsAnd(~SelectionKey.OP_READ) & SelectionKey.OP_READ) == 0) {
				return false;
			}
			// What Tomcat believes of the key, by which it measures the read timeout.
			connection.interestOps(0);
			return true;
		}
		catch (CancelledKeyException ex) {
			return false;
		}
	}

	/**
	 * Make the poller wait for a connection that it has not seen yet, from its next turn
	 * on. The selector is told directly: the poller's events would wake it for nearly
	 * each connection.
	 * @param connection the connection; closed if the endpoint is being stopped
	 */
	static void begin(NioSocketWrapper connection) {
		connection.interestOps(SelectionKey.OP_READ);
		try {
			connection.getSocket()
				.getIOChannel()
				.register(connection.getPoller().getSelector(), SelectionKey.OP_READ, connection);
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("Connection that has come from another process is not served", ex);
			connection.close();
		}
	}

	private static @Nullable SelectionKey key(NioSocketWrapper connection) {
		SocketChannel channel = connection.getSocket().getIOChannel();
		return (channel != null) ? channel.keyFor(connection.getPoller().getSelector()) : null;
	}

}
