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
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Lock;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.MovableSocket;
import io.gracefulrestart.connection.StayReason;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * The connections of an endpoint that go to another process. Idle ones are found by
 * looking through all; a busy one comes by itself when its response is complete.
 */
final class Departures implements ConnectionSource {

	private static final Log logger = LogFactory.getLog(Departures.class);

	// The poller turns at once when it is woken, unless it does not get a processor.
	private static final Duration TURN = Duration.ofSeconds(5);

	private final ConnectionsNioEndpoint endpoint;

	private final ConnectionSockets sockets;

	private final Staying staying;

	private final Queue<GracefulConnection> parked = new ConcurrentLinkedQueue<>();

	private volatile boolean open;

	private volatile Runnable ready = () -> {
	};

	private @Nullable Iterator<SocketWrapperBase<NioChannel>> search;

	// Those that an earlier successor has not taken.
	private final List<GracefulConnection> refusedOnes = new ArrayList<>();

	private int refused;

	Departures(ConnectionsNioEndpoint endpoint) {
		this.endpoint = endpoint;
		this.sockets = new ConnectionSockets(endpoint);
		this.staying = new Staying(endpoint);
	}

	@Override
	public String name() {
		return this.endpoint.listenerName();
	}

	@Override
	public void identify() throws IOException {
		if (isMovable()) {
			this.sockets.identify();
		}
	}

	// The keys of a TLS connection are in this process alone.
	private boolean isMovable() {
		return this.endpoint.isWired() && !this.endpoint.isSSLEnabled();
	}

	@Override
	public void begin(Runnable ready) {
		this.ready = ready;
		this.open = isMovable();
		this.search = null;
		this.refused = 0;
		// What an earlier successor has refused, the next one may take.
		this.refusedOnes.forEach(GracefulConnection::reconsider);
		this.refusedOnes.clear();
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Take over a connection that waits for its next request.
	 * @param connection the connection, in no poller's sight
	 */
	void park(GracefulConnection connection) {
		this.parked.add(connection);
		if (this.open) {
			this.ready.run();
		}
		else if (this.parked.remove(connection)) {
			// Ended at this very moment, and nobody looks here any more.
			connection.unpark();
		}
	}

	@Override
	public List<Claim> claim(int maximum) {
		List<Claim> claims = new ArrayList<>();
		if (!this.open || maximum <= 0) {
			return claims;
		}
		try {
			claimParked(maximum, claims);
			claimIdle(maximum, claims);
			forget(claims);
			return claims;
		}
		catch (RuntimeException | Error ex) {
			claims.forEach(Claim::putBack);
			throw ex;
		}
	}

	private void claimParked(int maximum, List<Claim> claims) {
		List<GracefulConnection> again = new ArrayList<>();
		for (int i = this.parked.size(); i > 0 && claims.size() < maximum; i--) {
			GracefulConnection connection = this.parked.poll();
			if (connection == null) {
				break;
			}
			Claim claim = claim(connection);
			if (claim != null) {
				claims.add(claim);
			}
			else if (connection.isStaying()) {
				connection.unpark();
			}
			else if (!connection.isClosed()) {
				// Its worker is just leaving.
				again.add(connection);
			}
		}
		this.parked.addAll(again);
	}

	private void claimIdle(int maximum, List<Claim> claims) {
		Iterator<SocketWrapperBase<NioChannel>> current = (this.search != null) ? this.search
				: this.endpoint.wrappers().iterator();
		while (claims.size() < maximum && current.hasNext()) {
			GracefulConnection connection = (GracefulConnection) current.next();
			Claim claim = connection.isStaying() ? null : claim(connection);
			if (claim != null) {
				claims.add(claim);
			}
		}
		this.search = current.hasNext() ? current : null;
	}

	private @Nullable Claim claim(GracefulConnection connection) {
		Lock lock = connection.getLock();
		if (!lock.tryLock()) {
			return null;
		}
		try {
			MovableSocket socket = connection.isClosed() ? null : socket(connection);
			if (socket == null || !connection.claim()) {
				return null;
			}
			return new ClaimedConnection(this, connection, socket, connection.state());
		}
		finally {
			lock.unlock();
		}
	}

	private @Nullable MovableSocket socket(GracefulConnection connection) {
		MovableSocket socket = this.sockets.find(connection);
		if (socket == null) {
			refuse(connection);
		}
		return socket;
	}

	/**
	 * Note that a connection does not go: it is told to leave.
	 * @param connection the connection
	 */
	void refuse(GracefulConnection connection) {
		connection.stay();
		this.refusedOnes.add(connection);
		this.refused++;
	}

	// A close while a selector knows the connection would send its client an end of file.
	private void forget(List<Claim> claims) {
		if (claims.isEmpty()) {
			return;
		}
		this.endpoint.wakePoller();
		Deadline deadline = Deadline.after(TURN);
		for (Iterator<Claim> iterator = claims.iterator(); iterator.hasNext();) {
			GracefulConnection connection = ((ClaimedConnection) iterator.next()).connection();
			if (!connection.awaitForgotten(deadline)) {
				logger.warn("Connection closed, which was to be moved: the poller does not turn any more");
				connection.giveUp();
				iterator.remove();
			}
		}
	}

	@Override
	public void end() {
		if (this.open) {
			for (OpenConnection connection : this.endpoint.openConnections()) {
				// Counted now: once it knows, it may be gone at any moment.
				if (!connection.wrapper().isStaying() && this.staying.reason(connection.wrapper()) == null) {
					refuse(connection.wrapper());
				}
			}
		}
		this.open = false;
		for (GracefulConnection connection = this.parked.poll(); connection != null; connection = this.parked.poll()) {
			connection.unpark();
		}
	}

	@Override
	public int refused() {
		return this.refused;
	}

	@Override
	public Map<StayReason, Integer> staying() {
		return this.staying.count();
	}

}
