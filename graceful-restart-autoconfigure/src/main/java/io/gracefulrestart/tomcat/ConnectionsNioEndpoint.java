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

	private final ChannelStock stock = new ChannelStock();

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
			GracefulConnection connection = wrap(socket, null);
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

	private GracefulConnection wrap(SocketChannel socket, @Nullable PassedConnection passed) throws IOException {
		NioChannel channel = (passed != null) ? this.stock.poll() : null;
		SynchronizedStack<NioChannel> used = getNioChannels();
		if (channel == null && used != null) {
			channel = used.pop();
		}
		if (channel == null) {
			channel = newChannel();
		}
		GracefulConnection connection = new GracefulConnection(channel, this, passed);
		channel.reset(socket, connection);
		socket.configureBlocking(false);
		connection.setWriteTimeout(getConnectionTimeout());
		return connection;
	}

	private NioChannel newChannel() {
		SocketProperties properties = getSocketProperties();
		return createChannel(new SocketBufferHandler(properties.getAppReadBufSize(), properties.getAppWriteBufSize(),
				properties.getDirectBuffer()));
	}

	/**
	 * Set channels with their buffers aside for connections that will be passed.
	 * @param count how many; 0 drops those that are left
	 */
	void prepareChannels(int count) {
		this.stock.fill(count, this::newChannel);
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
			GracefulConnection connection = wrap(passed.channel(), passed);
			connection.resume(state);
			return connection;
		}
		// An Error too: there may be no memory for its buffers.
		catch (IOException | RuntimeException | Error ex) {
			destroySocket(passed.channel());
			throw ex;
		}
	}

	/**
	 * Let the poller see a connection that was held.
	 * @param connection the connection
	 */
	void serve(GracefulConnection connection) {
		SocketChannel channel = connection.getSocket().getIOChannel();
		this.connections.put(channel, connection);
		getPoller().register(connection);
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
	 * Give back the place of a connection that has gone to another process.
	 */
	void departed() {
		countDownConnection();
	}

	/**
	 * Return the connections that go to another process.
	 * @return the departures
	 */
	Departures departures() {
		return this.departures;
	}

	/**
	 * Let the poller forget the keys that were cancelled.
	 */
	void wakePoller() {
		// With an event, or it would look at the timeouts of all connections first.
		getPoller().add(new Nudge(this), 0);
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
		return gracefulConnections().stream().map((connection) -> new OpenConnection(this, connection)).toList();
	}

	List<GracefulConnection> gracefulConnections() {
		return this.connections.values().stream().map(GracefulConnection.class::cast).toList();
	}

}
