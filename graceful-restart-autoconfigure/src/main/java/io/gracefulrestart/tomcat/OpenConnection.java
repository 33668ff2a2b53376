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
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.Lock;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.apache.coyote.Processor;
import org.apache.coyote.UpgradeToken;
import org.apache.tomcat.util.net.SocketEvent;
import org.jspecify.annotations.Nullable;

/**
 * An open connection of a connector, as a drain sees it. Its lock tells whether a worker
 * is on it; while we hold the lock, none can begin. Whether one is about to begin, the
 * poller's key tells: the poller takes back its interest in reading before it calls a
 * worker.
 *
 * @param endpoint the endpoint that it belongs to
 * @param wrapper Tomcat's view of it
 */
record OpenConnection(ConnectionsNioEndpoint endpoint, GracefulConnection wrapper) {

	private static final Log logger = LogFactory.getLog(OpenConnection.class);

	// An HTTP/2 connection that was read from a moment ago, or any while tasks wait for a
	// worker, may have a stream whose request was not begun yet. Nothing of Tomcat's
	// tells.
	private static final Duration SETTLING = Duration.ofMillis(50);

	/**
	 * Return what is going on on the connection.
	 * @return the activity of this instant
	 */
	Activity activity() {
		Lock lock = this.wrapper.getLock();
		if (!lock.tryLock()) {
			return Activity.PROCESSED;
		}
		try {
			return activityWhileLocked();
		}
		finally {
			lock.unlock();
		}
	}

	private Activity activityWhileLocked() {
		if (this.wrapper.isClosed()) {
			return Activity.CLOSED;
		}
		Processor processor = processor();
		if (processor != null && processor.isUpgrade()) {
			return upgradedActivity(processor);
		}
		if (processor != null && processor.isAsync()) {
			return Activity.WAITING;
		}
		if (this.wrapper.getSendfileData() != null) {
			return Activity.SENDING_FILE;
		}
		// After a file was sent by the poller, the processor stays with the connection.
		if (processor != null && !(processor instanceof LeavingProcessor leaving && leaving.isBetweenRequests())) {
			return Activity.PARTLY_READ;
		}
		if (!ReadInterest.isPolled(this.wrapper)) {
			return Activity.PROCESSED;
		}
		return isInHandshake() ? Activity.PARTLY_READ : Activity.IDLE;
	}

	// One that is silent since it was accepted has not begun one.
	private boolean isInHandshake() {
		return this.wrapper.getSocket() instanceof ByteCount.Secure secure && secure.isInHandshake();
	}

	private Activity upgradedActivity(Processor processor) {
		if (isHttp2(processor)) {
			boolean settled = sinceLastRead().compareTo(SETTLING) >= 0 && !this.endpoint.hasQueuedTasks();
			return settled ? Activity.HTTP2 : Activity.HTTP2_READ;
		}
		return WebSocketSession.isOn(processor) ? Activity.WEB_SOCKET : Activity.UPGRADED;
	}

	boolean isHttp2() {
		Processor processor = processor();
		return processor != null && isHttp2(processor);
	}

	boolean isWebSocket() {
		Processor processor = processor();
		return processor != null && WebSocketSession.isOn(processor);
	}

	/**
	 * Send the HTTP/2 {@code GOAWAY} that announces the end. Returns at once.
	 * @return {@code false} if there is no HTTP/2 on the connection, or a worker is on it
	 */
	boolean announceEnd() {
		Processor processor = processor();
		if (processor == null || !isHttp2(processor)) {
			return false;
		}
		try {
			// On a worker, since a client that does not read can make the write block.
			this.wrapper.execute(processor::pause);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Connector stops, and the connection with it", ex);
		}
		return true;
	}

	/**
	 * Close the HTTP/1.1 connection if nothing is in progress on it. A request that has
	 * just arrived is served instead.
	 * @return whether it was closed
	 */
	boolean closeIfIdle() {
		return whileLocked(() -> activityWhileLocked() == Activity.IDLE && !this.wrapper.isGoing()
				&& ReadInterest.take(this.wrapper) && !serveIfReadable() && close());
	}

	/**
	 * Close the HTTP/2 connection if nothing is in progress on it, and nothing has
	 * arrived.
	 * @param withRequests the numbers of the connections on which requests are in
	 * progress, which nothing else tells
	 * @return whether it was closed
	 */
	boolean closeIfFinished(Set<String> withRequests) {
		return whileLocked(() -> activityWhileLocked() == Activity.HTTP2 && !withRequests.contains(id())
				&& ReadInterest.take(this.wrapper) && !serveIfReadable() && closeHttp2());
	}

	private boolean whileLocked(BooleanSupplier action) {
		Lock lock = this.wrapper.getLock();
		if (!lock.tryLock()) {
			return false;
		}
		try {
			return action.getAsBoolean();
		}
		finally {
			lock.unlock();
		}
	}

	private boolean serveIfReadable() {
		try {
			// A TLS connection cannot be read from before its handshake is over.
			if (!this.wrapper.getSocket().isHandshakeComplete() || !this.wrapper.isReadyForRead()) {
				return false;
			}
		}
		catch (IOException ex) {
			logger.debug("Idle connection was closed by its client", ex);
			return false;
		}
		// What has arrived is in the wrapper's buffer now, where the poller would not see
		// it. HTTP/2 waits for it in a way of its own.
		return this.wrapper.continueReading() || this.endpoint.processSocket(this.wrapper, SocketEvent.OPEN_READ, true);
	}

	private boolean close() {
		this.wrapper.close();
		return true;
	}

	// The event by which Tomcat itself ends an idle HTTP/2 connection: it writes the
	// final
	// GOAWAY, which names the last stream that was processed, and closes.
	private boolean closeHttp2() {
		// On a worker, since a client that does not read can make the write block.
		return this.endpoint.processSocket(this.wrapper, SocketEvent.TIMEOUT, true);
	}

	/**
	 * Close the connection whatever goes on on it. One that has left HTTP is left to the
	 * container, which says goodbye in its protocol when it stops.
	 * @param told whether the client of a WebSocket session was told, and has had the
	 * time to answer
	 */
	void cut(boolean told) {
		if (!whileLocked(() -> {
			ConnectionCut.of(this, activityWhileLocked(), told);
			return true;
		})) {
			// Not the wrapper: its buffers are in the worker's hands, which will find the
			// channel closed and do the rest.
			ConnectionCut.closeChannel(this);
		}
	}

	/**
	 * Return the number by which Tomcat knows the connection, by which requests name it
	 * too.
	 * @return the number
	 */
	String id() {
		return this.wrapper.getServletConnection("http/1.1", "").getConnectionId();
	}

	String remoteAddress() {
		return Objects.requireNonNullElse(this.wrapper.getRemoteAddr(), "a closed connection");
	}

	Duration sinceLastRead() {
		return Duration.ofMillis(Math.max(0, System.currentTimeMillis() - this.wrapper.getLastRead()));
	}

	@Nullable Processor processor() {
		return (Processor) this.wrapper.getCurrentProcessor();
	}

	// Looked up once: a worker may be about to take it away.
	private static boolean isHttp2(Processor processor) {
		UpgradeToken token = processor.getUpgradeToken();
		return token != null && ("h2".equals(token.protocol()) || "h2c".equals(token.protocol()));
	}

}
