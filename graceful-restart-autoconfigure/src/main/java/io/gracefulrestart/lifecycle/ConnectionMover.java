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
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.connection.Claim;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.MovableSockets;
import io.gracefulrestart.connection.MoveLedger;
import io.gracefulrestart.connection.StayReason;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.handoff.MoveResult;
import io.gracefulrestart.handoff.PredecessorHandoff;
import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Moves the established connections to the successor while this process drains. A
 * connection that the successor does not take leaves as a lame duck.
 */
final class ConnectionMover implements Mover {

	private static final Log logger = LogFactory.getLog(ConnectionMover.class);

	// Nobody reads a connection while its batch is on the way, and what a batch costs by
	// itself is little.
	private static final int BATCH = 64;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final List<ConnectionSource> sources;

	private final PredecessorHandoff handoff;

	private final Map<String, Integer> rooms;

	private final MoveLedger ledger;

	private final List<ConnectionSource> open = new ArrayList<>();

	private @Nullable MovableSockets sockets;

	private int moved;

	// How long to wait for a successor that does not answer.
	private Deadline patience = Deadline.after(PATIENCE);

	private @Nullable String refusal;

	/**
	 * Create a mover.
	 * @param sources where connections can be moved from
	 * @param handoff the handoff to the successor, which serves
	 * @param ledger keeps count
	 */
	ConnectionMover(List<ConnectionSource> sources, PredecessorHandoff handoff, MoveLedger ledger) {
		this.sources = sources;
		this.handoff = handoff;
		this.rooms = new HashMap<>(handoff.rooms());
		this.ledger = ledger;
	}

	@Override
	public void begin(Runnable ready) {
		try {
			// Before anything is claimed: nobody waits for it.
			this.sockets = MovableSockets.list();
		}
		catch (IOException ex) {
			logger.warn("Connections are not moved, since the descriptors cannot be listed", ex);
			return;
		}
		for (ConnectionSource source : this.sources) {
			this.ledger.staying(source.name(), source.staying());
			if (room(source) > 0) {
				source.begin(ready);
				this.open.add(source);
			}
		}
	}

	@Override
	public boolean move() {
		MovableSockets sockets = this.sockets;
		if (sockets == null || this.open.isEmpty() || (isWaiting() && !this.patience.hasPassed())) {
			return true;
		}
		try {
			if (isWaiting()) {
				throw new IOException("successor does not answer; it may be stopped");
			}
			boolean room = true;
			for (ConnectionSource source : List.copyOf(this.open)) {
				room &= move(source, sockets);
			}
			return room;
		}
		catch (IOException ex) {
			logger.warn("Connections are not moved any more, and told to leave instead: " + ex.getMessage());
			List<ConnectionSource> ended = List.copyOf(this.open);
			closeSources();
			ended.forEach(this::noteRefused);
			return false;
		}
	}

	private boolean move(ConnectionSource source, MovableSockets sockets) throws IOException {
		while (room(source) > 0) {
			int maximum = Math.min(room(source), BATCH);
			List<Claim> claims = source.claim(sockets, maximum);
			if (claims.isEmpty()) {
				return true;
			}
			MoveResult result = this.handoff.move(source.name(), claims);
			if (this.handoff.isStalled()) {
				this.patience = Deadline.after(PATIENCE);
				logger.warn("Successor does not answer; connections wait for it at this process");
				return true;
			}
			this.rooms.merge(source.name(), -result.moved(), Integer::sum);
			this.moved += result.moved();
			this.ledger.moved(source.name(), result.moved());
			refused(source, result);
		}
		// Whoever is left is told so.
		source.end();
		noteRefused(source);
		this.open.remove(source);
		return false;
	}

	private void refused(ConnectionSource source, MoveResult result) {
		if (result.refused() == 0) {
			return;
		}
		noteRefused(source);
		if (this.refusal == null) {
			this.refusal = String.valueOf(result.reason());
			logger.warn("Successor does not take all connections, those left are told to leave: " + this.refusal);
		}
	}

	private void noteRefused(ConnectionSource source) {
		Map<StayReason, Integer> staying = new EnumMap<>(StayReason.class);
		staying.putAll(this.ledger.of(source.name()).staying());
		staying.put(StayReason.REFUSED, source.refused());
		this.ledger.staying(source.name(), staying);
	}

	private int room(ConnectionSource source) {
		return this.rooms.getOrDefault(source.name(), 0);
	}

	private void closeSources() {
		this.open.forEach(ConnectionSource::end);
		this.open.clear();
	}

	@Override
	public boolean isWaiting() {
		return this.handoff.isStalled() && !this.open.isEmpty();
	}

	@Override
	public void end() {
		closeSources();
	}

	@Override
	public int moved() {
		return this.moved;
	}

}
