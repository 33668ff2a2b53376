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

package io.gracefulrestart.session;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Copies all sessions to a successor: most of them while it starts, so that little is
 * left when it is ready and waits for that. They stay this process's.
 */
final class Copying {

	private static final Log logger = LogFactory.getLog(Copying.class);

	private static final Duration ATTENDED_EVERY = Duration.ofMillis(100);

	private final LiveSessions sessions;

	private final Peer peer;

	private final Thread thread = new Thread(this::copyEarly, "graceful-restart-session-copy");

	private volatile boolean awaited;

	private long bytes;

	private int count;

	/**
	 * Create it; nothing is copied yet.
	 * @param sessions the sessions
	 * @param peer the successor
	 */
	Copying(LiveSessions sessions, Peer peer) {
		this.sessions = sessions;
		this.peer = peer;
	}

	/** Begin, on a thread of its own. */
	void begin() {
		this.peer.attended(true);
		this.thread.setDaemon(true);
		this.thread.start();
	}

	private void copyEarly() {
		try {
			copy(() -> this.awaited);
			logger.debug(this.count + " sessions are at the successor while it starts");
			attend();
		}
		catch (IOException ex) {
			logger.debug("Not copied", ex);
		}
		catch (RuntimeException ex) {
			logger.error("Sessions could not be copied", ex);
		}
		finally {
			this.peer.attended(false);
		}
	}

	// Of the end of sessions it hears as well, and no request is to wait for that.
	private synchronized void attend() throws IOException {
		while (!this.awaited && !this.peer.isGone()) {
			this.bytes += this.peer.send();
			try {
				TimeUnit.NANOSECONDS.timedWait(this, ATTENDED_EVERY.toNanos());
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	/**
	 * Copy what is missing, and what has changed since it was copied. Returns when
	 * everything is on its way.
	 * @throws IOException if the successor has gone, or does not read
	 */
	void complete() throws IOException {
		long begun = System.nanoTime();
		this.awaited = true;
		synchronized (this) {
			notifyAll();
		}
		try {
			this.thread.join();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		long early = this.bytes;
		int known = this.sessions.known().size();
		this.count = 0;
		copy(() -> false);
		if (known > 0) {
			logger.debug(known + ((known == 1) ? " session" : " sessions") + " copied to the successor: " + early / 1024
					+ " KiB while it started, then " + this.count + " of them, " + (this.bytes - early) / 1024
					+ " KiB, in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
		}
	}

	private void copy(BooleanSupplier over) throws IOException {
		this.peer.talk();
		for (LiveSession session : this.sessions.known()) {
			if (over.getAsBoolean() || this.peer.isGone()) {
				break;
			}
			if (session.possession().isNews(this.peer)) {
				this.count++;
				this.sessions.transfers().copy(session, this.peer);
				this.bytes += this.peer.sendIfFull();
			}
		}
		this.bytes += this.peer.send();
	}

}
