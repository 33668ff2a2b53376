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
import io.gracefulrestart.connection.MoveLedger;
import io.gracefulrestart.connection.StayReason;
import io.gracefulrestart.drain.Mover;
import io.gracefulrestart.handoff.ConnectionPassage;
import io.gracefulrestart.handoff.MoveResult;
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

	// Nobody reads a connection while its batch, or the one before, is on the way, and
	// what a batch costs by itself is little.
	static final int BATCH = 128;

	private static final Duration PATIENCE = Duration.ofSeconds(10);

	private final List<ConnectionSource> sources;

	private final ConnectionPassage passage;

	private final Map<String, Integer> rooms;

	private final MoveLedger ledger;

	private final List<ConnectionSource> open = new ArrayList<>();

	private int moved;

	// How long to wait for a successor that does not answer.
	private Deadline patience = Deadline.after(PATIENCE);

	private @Nullable String refusal;

	/**
	 * Create a mover.
	 * @param sources where connections can be moved from
	 * @param passage where they go through; the successor serves
	 * @param ledger keeps count
	 */
	ConnectionMover(List<ConnectionSource> sources, ConnectionPassage passage, MoveLedger ledger) {
		this.sources = sources;
		this.passage = passage;
		this.rooms = new HashMap<>(passage.rooms());
		this.ledger = ledger;
	}

	@Override
	public void begin(Runnable ready) {
		for (ConnectionSource source : this.sources) {
			this.ledger.staying(source.name(), source.staying());
			if (room(source) > 0 && isIdentified(source)) {
				this.open.add(source);
			}
		}
		this.open.forEach((source) -> source.begin(ready));
	}

	// Before any of them begins: nobody waits for it.
	private static boolean isIdentified(ConnectionSource source) {
		try {
			source.identify();
			return true;
		}
		catch (IOException ex) {
			logger.warn("Connections of '" + source.name() + "' are not moved: " + ex.getMessage());
			return false;
		}
	}

	@Override
	public boolean move() {
		if (this.open.isEmpty() || (isWaiting() && !this.patience.hasPassed())) {
			return true;
		}
		try {
			if (isWaiting()) {
				throw new IOException("successor does not answer; it may be stopped");
			}
			boolean room = true;
			for (ConnectionSource source : List.copyOf(this.open)) {
				room &= move(source);
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

	private boolean move(ConnectionSource source) throws IOException {
		List<Claim> claims = List.of();
		while (room(source) > 0) {
			if (claims.isEmpty()) {
				claims = source.claim(Math.min(room(source), BATCH));
			}
			if (claims.isEmpty()) {
				return true;
			}
			List<Claim> next = new ArrayList<>();
			MoveResult result = move(source, claims, next);
			if (this.passage.isStalled()) {
				next.forEach(Claim::putBack);
				this.patience = Deadline.after(PATIENCE);
				logger.warn("Successor does not answer; connections wait for it at this process");
				return true;
			}
			this.rooms.merge(source.name(), -result.moved(), Integer::sum);
			this.moved += result.moved();
			this.ledger.moved(source.name(), result.moved());
			refused(source, result);
			claims = next;
		}
		// Whoever is left is told so.
		source.end();
		noteRefused(source);
		this.open.remove(source);
		return false;
	}

	// The next batch is claimed while the successor takes this one in.
	private MoveResult move(ConnectionSource source, List<Claim> claims, List<Claim> next) throws IOException {
		int maximum = Math.min(room(source) - claims.size(), BATCH);
		try {
			return this.passage.move(source.name(), claims, () -> next.addAll(source.claim(maximum)));
		}
		catch (IOException | RuntimeException | Error ex) {
			next.forEach(Claim::putBack);
			throw ex;
		}
	}

	private void refused(ConnectionSource source, MoveResult result) {
		if (result.refused() == 0) {
			return;
		}
		noteRefused(source);
		if (this.refusal == null && result.reason() != null) {
			this.refusal = result.reason();
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
		return this.passage.isStalled() && !this.open.isEmpty();
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
