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
import java.nio.channels.SocketChannel;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.SocketEvent;

/**
 * How a connection is closed whatever goes on on it.
 */
final class ConnectionCut {

	private static final Log logger = LogFactory.getLog(ConnectionCut.class);

	private ConnectionCut() {
	}

	/**
	 * Close a connection; its lock is held.
	 * @param connection the connection
	 * @param activity what goes on on it
	 * @param told whether the client of a WebSocket session was told, and has had the
	 * time to answer
	 */
	static void of(OpenConnection connection, Activity activity, boolean told) {
		switch (activity) {
			case UPGRADED, CLOSED -> {
			}
			case WEB_SOCKET -> {
				if (told) {
					connection.wrapper().close();
				}
			}
			case HTTP2, HTTP2_READ -> dispatchOrClose(connection, SocketEvent.TIMEOUT);
			case WAITING -> {
				connection.wrapper().setError(new IOException("Cut at the end of a drain"));
				closeChannel(connection);
				// The application is told, and gives up what it holds.
				dispatchOrClose(connection, SocketEvent.ERROR);
			}
			default -> connection.wrapper().close();
		}
	}

	private static void dispatchOrClose(OpenConnection connection, SocketEvent event) {
		if (!connection.endpoint().processSocket(connection.wrapper(), event, true)) {
			connection.wrapper().close();
		}
	}

	/**
	 * Close a connection on which a worker is.
	 * @param connection the connection
	 */
	static void closeChannel(OpenConnection connection) {
		SocketChannel channel = connection.wrapper().getSocket().getIOChannel();
		if (channel != null) {
			try {
				channel.close();
			}
			catch (IOException ex) {
				logger.debug("Connection not closed cleanly", ex);
			}
		}
	}

}
