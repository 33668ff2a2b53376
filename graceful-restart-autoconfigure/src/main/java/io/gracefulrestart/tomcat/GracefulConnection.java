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
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.MovableSocket;
import io.gracefulrestart.connection.MovableSockets;
import io.gracefulrestart.connection.PassedConnection;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.Processor;
import org.apache.tomcat.util.net.NioChannel;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's view of a connection, which can be taken out of Tomcat's hands without being
 * closed. A claimed one looks closed to the poller and to the workers, which therefore
 * leave it alone; what its close would have done is done when the claim is given up.
 */
final class GracefulConnection extends AddressedConnection {

	private static final Log logger = LogFactory.getLog(GracefulConnection.class);

	private static final long LOOK_NANOS = 20_000;

	private final ConnectionsNioEndpoint endpoint;

	private final AtomicInteger served = new AtomicInteger();

	private volatile boolean betweenRequests;

	private volatile boolean parked;

	private volatile boolean staying;

	private volatile @Nullable MovableSocket socket;

	/**
	 * Create the view of a connection.
	 * @param channel the channel, to be reset to the connection
	 * @param endpoint the endpoint that it belongs to
	 */
	GracefulConnection(NioChannel channel, ConnectionsNioEndpoint endpoint) {
		super(channel, endpoint);
		this.endpoint = endpoint;
	}

	/**
	 * Go on where another process has left off.
	 * @param passed the connection that came from there
	 * @param state what that process knew of it
	 */
	void resume(PassedConnection passed, ConnectionState state) {
		comeFrom(passed);
		this.socket = passed.socket();
		// It may have been made long ago.
		updateLastRead();
		updateLastWrite();
		this.served.set(state.served());
		int maximum = this.endpoint.getMaxKeepAliveRequests();
		setKeepAliveLeft((maximum > 0) ? Math.max(1, maximum - state.served()) : maximum);
		// Until the first byte of the next request; from there on it is Tomcat's affair.
		long timeout = (state.served() > 0) ? this.endpoint.getKeepAliveTimeout()
				: this.endpoint.getConnectionTimeout();
		setReadTimeout((timeout > 0) ? Math.max(1, timeout - state.idle().toMillis()) : timeout);
	}

	/**
	 * A request has come.
	 */
	void requested() {
		this.served.incrementAndGet();
	}

	/**
	 * A worker comes or leaves.
	 * @param betweenRequests whether the last response is complete, and nothing of a
	 * further request was read
	 */
	void setBetweenRequests(boolean betweenRequests) {
		this.betweenRequests = betweenRequests;
	}

	/**
	 * Wait for the next request: as Tomcat does, or, while connections move, out of the
	 * poller's sight, so that whoever has the connection then reads it.
	 */
	@Override
	public void registerReadInterest() {
		if (!this.betweenRequests || !isGoing()) {
			super.registerReadInterest();
			return;
		}
		this.parked = true;
		this.endpoint.departures().park(this);
	}

	/**
	 * Let the poller see it again.
	 */
	void unpark() {
		this.parked = false;
		super.registerReadInterest();
	}

	/**
	 * Return whether it waits to be moved, and is not told to leave.
	 * @return whether it is expected to go to another process
	 */
	boolean isGoing() {
		return !this.staying && this.endpoint.departures().isOpen();
	}

	/**
	 * Note that it cannot go: it is told to leave.
	 */
	void stay() {
		this.staying = true;
	}

	/**
	 * It may go again.
	 */
	void reconsider() {
		this.staying = false;
	}

	boolean isStaying() {
		return this.staying;
	}

	/**
	 * Return the socket by which it can be passed on.
	 * @return the socket, {@code null} if it is not known
	 */
	@Nullable MovableSocket movableSocket() {
		return this.socket;
	}

	/**
	 * Look its socket up.
	 * @param sockets sockets of this process
	 */
	void identify(MovableSockets sockets) {
		SocketChannel channel = getSocket().getIOChannel();
		MovableSocket found = (channel != null) ? sockets.find(channel) : null;
		if (found != null) {
			this.socket = found;
		}
	}

	/**
	 * Take it out of Tomcat's hands if nothing is in progress on it. Called with the lock
	 * held. The selector forgets it with its next turn.
	 * @return whether it was claimed
	 */
	boolean claim() {
		if (!isAtRest() || (!this.parked && !ReadInterest.take(this))) {
			return false;
		}
		// From here on it looks closed, and Tomcat leaves it alone.
		if (!this.closed.compareAndSet(false, true)) {
			return false;
		}
		this.parked = false;
		SocketChannel channel = getSocket().getIOChannel();
		SelectionKey key = (channel != null) ? channel.keyFor(getPoller().getSelector()) : null;
		if (key != null) {
			key.cancel();
		}
		return true;
	}

	private boolean isAtRest() {
		Processor processor = (Processor) getCurrentProcessor();
		SocketChannel channel = getSocket().getIOChannel();
		// The number of a closed one can be somebody else's by now.
		boolean open = channel != null && channel.isOpen();
		// After a file was sent by the poller, the processor stays with the connection.
		boolean free = processor == null
				|| (processor instanceof LeavingProcessor leaving && leaving.isBetweenRequests());
		return open && free && !isClosed() && getSendfileData() == null && !hasDataToWrite()
				&& getSocketBufferHandler().isReadBufferEmpty();
	}

	/**
	 * Wait until the selector has forgotten a claimed connection. Until then closing it
	 * would send the client an end of file.
	 * @param deadline when to stop waiting
	 * @return whether it has
	 */
	boolean awaitForgotten(Deadline deadline) {
		while (isRegistered() && !deadline.hasPassed()) {
			LockSupport.parkNanos(LOOK_NANOS);
		}
		return !isRegistered();
	}

	private boolean isRegistered() {
		SocketChannel channel = getSocket().getIOChannel();
		return channel != null && channel.isRegistered();
	}

	ConnectionState state() {
		return new ConnectionState(this.served.get(),
				Duration.ofMillis(Math.max(0, System.currentTimeMillis() - getLastRead())));
	}

	/**
	 * Go on with a claimed connection.
	 */
	void putBack() {
		this.closed.set(false);
		getPoller().register(this);
	}

	/**
	 * Close this process's copy of a claimed connection, which lives on in another
	 * process. Its buffers are not set aside for another connection, as Tomcat's close
	 * would: none is to come.
	 */
	void giveUp() {
		this.endpoint.getHandler().release(this);
		SocketChannel channel = getSocket().getIOChannel();
		this.endpoint.departed(channel);
		try {
			channel.close();
		}
		catch (IOException ex) {
			logger.debug("Copy of a connection that has gone not closed cleanly", ex);
		}
	}

}
