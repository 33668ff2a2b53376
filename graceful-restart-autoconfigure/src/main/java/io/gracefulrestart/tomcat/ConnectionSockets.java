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
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gracefulrestart.connection.MovableSocket;
import io.gracefulrestart.connection.MovableSockets;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * Which socket each connection of an endpoint has. A connection keeps its socket for
 * life, so that each is looked up once. Thread safe.
 */
final class ConnectionSockets {

	private static final Log logger = LogFactory.getLog(ConnectionSockets.class);

	private final ConnectionsNioEndpoint endpoint;

	ConnectionSockets(ConnectionsNioEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Look up the sockets of the connections that have come since the last time.
	 * @throws IOException if the descriptors of this process cannot be listed
	 */
	void identify() throws IOException {
		List<GracefulConnection> unknown = new ArrayList<>();
		for (SocketWrapperBase<NioChannel> connection : this.endpoint.wrappers()) {
			GracefulConnection graceful = (GracefulConnection) connection;
			if (graceful.movableSocket() == null) {
				unknown.add(graceful);
			}
		}
		if (!unknown.isEmpty()) {
			MovableSockets sockets = (this.endpoint.getUnixDomainSocketPath() != null)
					? MovableSockets.ofUnix(channels(unknown), known()) : MovableSockets.listExcept(known());
			unknown.forEach((connection) -> connection.identify(sockets));
		}
	}

	private static List<SocketChannel> channels(List<GracefulConnection> connections) {
		return connections.stream()
			.map((connection) -> connection.getSocket().getIOChannel())
			.filter(Objects::nonNull)
			.toList();
	}

	private List<MovableSocket> known() {
		List<MovableSocket> known = new ArrayList<>();
		for (SocketWrapperBase<NioChannel> connection : this.endpoint.wrappers()) {
			MovableSocket socket = ((GracefulConnection) connection).movableSocket();
			if (socket != null) {
				known.add(socket);
			}
		}
		return known;
	}

	/**
	 * Find the socket of a connection that is open.
	 * @param connection the connection
	 * @return its socket, {@code null} if it cannot be told
	 */
	@Nullable MovableSocket find(GracefulConnection connection) {
		if (connection.movableSocket() == null) {
			try {
				// Accepted at the last moment.
				identify();
			}
			catch (IOException ex) {
				logger.warn("Connection cannot be moved: " + ex.getMessage());
			}
		}
		return connection.movableSocket();
	}

}
