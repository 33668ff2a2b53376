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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

import io.gracefulrestart.fd.Handshakes;
import io.gracefulrestart.fd.NativeException;
import io.gracefulrestart.fd.PortSharing;
import io.gracefulrestart.listener.Listener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A listener that leaves its port to others. In this order nobody is lost: new
 * connections are kept away, those who are in its queue or half way into it are served,
 * whatever comes all the same is ignored, so that the client asks again, and the listener
 * is closed.
 */
public final class PortDeparture {

	private static final Log logger = LogFactory.getLog(PortDeparture.class);

	// The kernel moves what waits to another listener by itself, see ip-sysctl.
	private static final Path MIGRATION = Path.of("/proc/sys/net/ipv4/tcp_migrate_req");

	private final Listener listener;

	private final PortSharing sharing;

	private final Handshakes handshakes;

	private DepartureWay way = DepartureWay.ALONE;

	private long ignoredBefore;

	private long ignored;

	private boolean shut;

	PortDeparture(Listener listener, PortSharing sharing) {
		this.listener = listener;
		this.sharing = sharing;
		this.handshakes = sharing.handshakes();
	}

	Listener listener() {
		return this.listener;
	}

	String name() {
		return this.listener.name();
	}

	/**
	 * Keep new connections away, and note who is half way into the queue.
	 * @param steer whether to choose among the listeners; {@code false} if nobody
	 * accepts, so that this one could not be told from the others
	 * @throws IOException if the kernel cannot be asked
	 */
	void begin(boolean steer) throws IOException {
		this.way = steer ? keepAway() : ignored();
		// The probes of our own were ignored, too.
		this.ignoredBefore = this.sharing.ignored();
		this.handshakes.note();
		String text = "Leaving the shared port of listener " + this.listener + ": " + this.way.text();
		if (this.way == DepartureWay.EXPOSED) {
			logger.warn(text);
		}
		else {
			logger.info(text);
		}
	}

	private DepartureWay keepAway() throws IOException {
		return switch (this.sharing.steerAway()) {
			case STEERED -> DepartureWay.STEERED;
			case ALONE -> DepartureWay.ALONE;
			case UNCERTAIN -> isMigrated() ? DepartureWay.MIGRATED : ignored();
		};
	}

	// Only at the very end: until then it costs nobody anything to be served here.
	private DepartureWay ignored() {
		try {
			this.sharing.ignoreNew();
			this.sharing.admitNew();
			return DepartureWay.IGNORED;
		}
		catch (NativeException ex) {
			logger.debug("New connections of listener " + this.listener + " cannot be ignored", ex);
			return DepartureWay.EXPOSED;
		}
	}

	private static boolean isMigrated() {
		try {
			return Files.readString(MIGRATION).trim().equals("1");
		}
		catch (IOException | UncheckedIOException ex) {
			return false;
		}
	}

	/**
	 * Return whether somebody has joined or left.
	 * @return whether to {@link #renew()}
	 */
	boolean hasChanged() {
		try {
			return this.sharing.hasChanged();
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("Port of listener " + this.listener + " cannot be watched", ex);
			return false;
		}
	}

	/**
	 * Keep new connections away from now on, too: somebody has joined or left, or may
	 * have undone it.
	 */
	void renew() {
		try {
			if (this.way == DepartureWay.STEERED && this.sharing.steerAgain()) {
				return;
			}
			long before = this.sharing.ignored();
			DepartureWay changed = keepAway();
			this.ignoredBefore += this.sharing.ignored() - before;
			if (changed != this.way) {
				logger.info("Others share the port of listener " + this.listener + " now: " + changed.text());
			}
			this.way = changed;
			if (this.shut) {
				// The probes have put an end to that.
				this.sharing.ignoreNew();
			}
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("Port of listener " + this.listener + " cannot be watched", ex);
		}
	}

	boolean isAnyoneOnTheWay() {
		try {
			return this.way != DepartureWay.MIGRATED && this.handshakes.left() > 0;
		}
		catch (IOException ex) {
			logger.debug("Handshakes of listener " + this.listener + " cannot be watched", ex);
			return false;
		}
	}

	void callOff() {
		undo(this.sharing::admitNew);
		undo(this.sharing::release);
	}

	private void undo(Undoing undoing) {
		try {
			undoing.run();
		}
		catch (IOException | IllegalStateException ex) {
			logger.warn("Listener " + this.listener + " does not get new connections", ex);
		}
	}

	/**
	 * Let nobody in any more, not even those who would be reset otherwise.
	 */
	void shut() {
		try {
			if (this.way == DepartureWay.STEERED) {
				renew();
			}
			if (this.way == DepartureWay.IGNORED) {
				this.sharing.spreadAttempts();
			}
			this.shut = true;
			this.sharing.ignoreNew();
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("New connections of listener " + this.listener + " cannot be ignored", ex);
		}
		try {
			this.handshakes.note();
		}
		catch (IOException ex) {
			logger.debug("Handshakes of listener " + this.listener + " cannot be watched", ex);
		}
	}

	void end() {
		count();
		try {
			this.sharing.giveWay();
		}
		catch (IOException | IllegalStateException ex) {
			logger.debug("Port of listener " + this.listener + " not left in order", ex);
		}
		this.listener.close();
		logger.info("Left the shared port of listener '" + name() + "'"
				+ ((this.ignored > 0) ? "; clients had to ask " + this.ignored + " times more" : ""));
	}

	private void count() {
		try {
			if (this.listener.isOpen()) {
				this.ignored = this.sharing.ignored() - this.ignoredBefore;
			}
		}
		catch (NativeException ex) {
			logger.debug("What listener " + this.listener + " has ignored cannot be counted", ex);
		}
	}

	Figures figures() {
		count();
		return new Figures(this.way, this.ignored);
	}

	/**
	 * Something that is undone.
	 */
	private interface Undoing {

		void run() throws IOException;

	}

	/**
	 * How it goes.
	 *
	 * @param way how new connections are kept away
	 * @param ignored how often clients had to ask once more, each time a second or more
	 * after they had asked before
	 */
	public record Figures(DepartureWay way, long ignored) {

	}

}
