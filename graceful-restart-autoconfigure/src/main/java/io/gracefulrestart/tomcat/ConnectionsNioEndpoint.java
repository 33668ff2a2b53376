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
import java.io.InterruptedIOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;

import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.PassedConnection;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.collections.SynchronizedStack;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketProperties;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's NIO endpoint with connections that can leave it without being closed, and come
 * to it without having been accepted. Where they are accepted from is for
 * {@link GracefulNioEndpoint} to say.
 */
abstract class ConnectionsNioEndpoint extends NioEndpoint {

	private static final Log logger = LogFactory.getLog(ConnectionsNioEndpoint.class);

	private final Departures departures = new Departures(this);

	private final Nudge nudge = new Nudge(this);

	private final ConnectionStock stock = new ConnectionStock();

	/**
	 * Return whether connections take part in a handoff.
	 * @return {@code false} for an endpoint that is as good as the stock one
	 */
	abstract boolean isWired();

	/**
	 * Return the name of the listener that connections come from.
	 * @return the name, {@code unknown} for a stock endpoint
	 */
	abstract String listenerName();

	/**
	 * Let the poller see a new connection.
	 * @param socket the connection, closed if that fails
	 * @return whether it is served
	 */
	boolean register(SocketChannel socket) {
		boolean registered = setSocketOptions(socket);
		if (!registered) {
			closeSocket(socket);
		}
		return registered;
	}

	/**
	 * Wrap a connection in a view that can be claimed, with the settings that the stock
	 * endpoint makes, and let the poller see it.
	 */
	@Override
	protected boolean setSocketOptions(@Nullable SocketChannel socket) {
		if (socket == null) {
			return true;
		}
		try {
			GracefulConnection connection = wrap(socket, newConnection());
			this.connections.put(socket, connection);
			if (getUnixDomainSocketPath() == null) {
				getSocketProperties().setProperties(socket.socket());
			}
			connection.setReadTimeout(getConnectionTimeout());
			connection.setKeepAliveLeft(getMaxKeepAliveRequests());
			getPoller().register(connection);
			return true;
		}
		catch (IOException | RuntimeException ex) {
			logger.error("Connection not served", ex);
			if (!this.connections.containsKey(socket)) {
				destroySocket(socket);
			}
			return false;
		}
	}

	private GracefulConnection wrap(SocketChannel socket, GracefulConnection connection) throws IOException {
		connection.getSocket().reset(socket, connection);
		socket.configureBlocking(false);
		connection.setWriteTimeout(getConnectionTimeout());
		return connection;
	}

	private GracefulConnection newConnection() {
		SynchronizedStack<NioChannel> used = getNioChannels();
		NioChannel channel = (used != null) ? used.pop() : null;
		return new GracefulConnection((channel != null) ? channel : newChannel(), this);
	}

	private NioChannel newChannel() {
		SocketProperties properties = getSocketProperties();
		return createChannel(new SocketBufferHandler(properties.getAppReadBufSize(), properties.getAppWriteBufSize(),
				properties.getDirectBuffer()));
	}

	/**
	 * Set views with their channels and buffers aside for connections that will be
	 * passed.
	 * @param count how many; 0 drops those that are left
	 */
	void prepareConnections(int count) {
		this.stock.fill(count, this::newConnection);
	}

	@Override
	protected NioChannel createChannel(SocketBufferHandler buffers) {
		return isSSLEnabled() ? new ByteCount.Secure(buffers, this) : new ByteCount.Plain(buffers);
	}

	/**
	 * Take in a connection that did not come from the listener, as if it had.
	 * @param channel the connected channel; owned by the endpoint from now on, and closed
	 * if this method fails
	 * @throws IOException if {@code max-connections} is reached or the endpoint does not
	 * run
	 */
	void adopt(SocketChannel channel) throws IOException {
		takePlace(channel);
		if (!register(channel)) {
			throw new IOException("Connector does not take connections");
		}
	}

	/**
	 * Take in and count a connection that another process has accepted, and read nothing.
	 * @param passed the connection; owned by the endpoint from now on, and this process's
	 * copy is closed if this method fails
	 * @param state what the other process knew of it
	 * @return the connection, to be {@link #serve served} or given up
	 * @throws IOException if {@code max-connections} is reached or the endpoint does not
	 * run
	 */
	GracefulConnection hold(PassedConnection passed, ConnectionState state) throws IOException {
		takePlace(passed.channel());
		try {
			GracefulConnection prepared = this.stock.poll();
			GracefulConnection connection = wrap(passed.channel(), (prepared != null) ? prepared : newConnection());
			connection.resume(passed, state);
			return connection;
		}
		// An Error too: there may be no memory for its buffers.
		catch (IOException | RuntimeException | Error ex) {
			destroySocket(passed.channel());
			throw ex;
		}
	}

	/**
	 * Let the poller see a connection that was held, when it is woken.
	 * @param connection the connection
	 */
	void serve(GracefulConnection connection) {
		this.connections.put(connection.getSocket().getIOChannel(), connection);
		ReadInterest.begin(connection);
	}

	private void takePlace(SocketChannel channel) throws IOException {
		try {
			// Waiting could be for ever: the acceptor keeps a place while its door is
			// closed.
			if (!isRunning() || (getMaxConnections() > 0 && getConnectionCount() >= getMaxConnections())) {
				throw new IOException("Connector has no place for one more connection");
			}
			countUpOrAwaitConnection();
		}
		catch (IOException ex) {
			channel.close();
			throw ex;
		}
		catch (InterruptedException ex) {
			channel.close();
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for a place for one more connection");
		}
	}

	/**
	 * Forget a connection that has gone to another process.
	 * @param channel its channel
	 */
	void departed(SocketChannel channel) {
		countDownConnection();
		this.connections.remove(channel);
	}

	/**
	 * Return the connections that go to another process.
	 * @return the departures
	 */
	Departures departures() {
		return this.departures;
	}

	/**
	 * Let the poller forget the keys that were cancelled, and see those that are new.
	 */
	void wakePoller() {
		// With an event, or it would look at the timeouts of all connections first.
		getPoller().add(this.nudge, 0);
	}

	/**
	 * Return whether all workers are busy, and work is left.
	 * @return whether tasks wait for a worker; {@code false} if that cannot be known
	 */
	boolean hasQueuedTasks() {
		Executor executor = getExecutor();
		return (executor instanceof ThreadPoolExecutor tomcat && !tomcat.getQueue().isEmpty())
				|| (executor instanceof java.util.concurrent.ThreadPoolExecutor other && !other.getQueue().isEmpty());
	}

	/**
	 * Return the connections that are open.
	 * @return all of them, as of about now
	 */
	List<OpenConnection> openConnections() {
		List<OpenConnection> open = new ArrayList<>();
		for (SocketWrapperBase<NioChannel> connection : wrappers()) {
			open.add(new OpenConnection(this, (GracefulConnection) connection));
		}
		return open;
	}

	/**
	 * Return the connections that are open, without a copy.
	 * @return all of them, each a {@link GracefulConnection}; those that come and go
	 * while they are looked through may be among them or not
	 */
	Collection<SocketWrapperBase<NioChannel>> wrappers() {
		return this.connections.values();
	}

}
