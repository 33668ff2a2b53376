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

import io.gracefulrestart.connection.Arrival;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.PassedConnection;

/**
 * The connections that come to an endpoint from another process. Thread safe.
 */
final class Arrivals implements ConnectionTarget {

	private final ConnectionsNioEndpoint endpoint;

	Arrivals(ConnectionsNioEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	@Override
	public String name() {
		return this.endpoint.listenerName();
	}

	@Override
	public void prepare(int connections) {
		this.endpoint.prepareConnections(Math.min(connections, room()));
	}

	@Override
	public int room() {
		if (this.endpoint.isSSLEnabled() || !this.endpoint.isRunning()) {
			return 0;
		}
		long maximum = this.endpoint.getMaxConnections();
		if (maximum <= 0) {
			return Integer.MAX_VALUE;
		}
		return (int) Math.max(0, maximum - this.endpoint.getConnectionCount());
	}

	@Override
	public Arrival hold(PassedConnection connection, ConnectionState state) throws IOException {
		if (connection.isUnix() != (this.endpoint.getUnixDomainSocketPath() != null)) {
			connection.channel().close();
			throw new IOException("connector takes connections of another kind");
		}
		return new HeldConnection(this.endpoint, this.endpoint.hold(connection, state));
	}

	@Override
	public void attend() {
		this.endpoint.wakePoller();
	}

	/**
	 * A connection that the endpoint counts and does not read.
	 *
	 * @param endpoint the endpoint
	 * @param connection the connection
	 */
	private record HeldConnection(ConnectionsNioEndpoint endpoint, GracefulConnection connection) implements Arrival {

		@Override
		public void adopt() {
			this.endpoint.serve(this.connection);
		}

		@Override
		public void discard() {
			this.connection.giveUp();
		}

	}

}
