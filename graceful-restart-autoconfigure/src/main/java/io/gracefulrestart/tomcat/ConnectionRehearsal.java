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
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.Rehearsal;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.Listeners;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * An endpoint of our kind that serves nobody: its gate stays closed, its connections are
 * loopback pairs, and it has no application behind it.
 */
final class ConnectionRehearsal implements Rehearsal {

	private static final Log logger = LogFactory.getLog(ConnectionRehearsal.class);

	private static final String NAME = "rehearsal";

	private static final Duration CONNECT = Duration.ofSeconds(2);

	private final Listeners listeners = new Listeners(ListenerMode.BIND, InheritedListeners.none());

	private final GracefulNioEndpoint endpoint;

	private final ConnectorWorkload workload;

	private final List<Socket> clients = new ArrayList<>();

	private ConnectionRehearsal() {
		GracefulHttp11Protocol protocol = new GracefulHttp11Protocol();
		protocol.wire(new ConnectorWiring(NAME, this.listeners, new Gate()));
		this.endpoint = protocol.endpoint();
		this.workload = new ConnectorWorkload(NAME, protocol, GracefulConnectors.SERVICE_RESTART);
		this.endpoint.setName("graceful-restart-" + NAME);
		this.endpoint.setAddress(InetAddress.getLoopbackAddress());
		this.endpoint.setPort(0);
		// Nothing is ever requested.
		this.endpoint.setExecutor(Runnable::run);
	}

	/**
	 * Start it.
	 * @param connections how many connections it has
	 * @return the rehearsal, owned by the caller
	 * @throws IOException if it cannot be started; nothing is left behind
	 */
	static ConnectionRehearsal open(int connections) throws IOException {
		ConnectionRehearsal rehearsal = new ConnectionRehearsal();
		try {
			rehearsal.endpoint.init();
			rehearsal.endpoint.start();
			rehearsal.connect(connections);
			return rehearsal;
		}
		catch (Exception | Error ex) {
			rehearsal.close();
			throw (ex instanceof IOException failure) ? failure : new IOException("Endpoint does not start", ex);
		}
	}

	private void connect(int connections) throws IOException {
		try (LoopbackPairs pairs = LoopbackPairs.open()) {
			for (int i = 0; i < connections; i++) {
				Socket client = new Socket();
				this.clients.add(client);
				this.endpoint.adopt(pairs.connect(client, CONNECT));
			}
		}
	}

	@Override
	public ConnectionSource source() {
		return this.endpoint.departures();
	}

	@Override
	public ConnectionTarget target() {
		return new Arrivals(this.endpoint);
	}

	@Override
	public void look() {
		this.workload.census();
		this.workload.leave(Spread.NONE);
		source().staying();
	}

	@Override
	public void close() {
		try {
			this.endpoint.stop();
			this.endpoint.destroy();
		}
		catch (Exception ex) {
			logger.debug("Rehearsal's endpoint not stopped in order", ex);
		}
		for (Socket client : this.clients) {
			try {
				client.close();
			}
			catch (IOException ex) {
				logger.debug("Rehearsal's connection not closed cleanly", ex);
			}
		}
		this.listeners.close();
	}

}
