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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.gracefulrestart.session.SessionMessage.Answer;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.state.StateLink;
import io.gracefulrestart.state.StateLink.Neighbour;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this process, for the other processes. While there are none of ours it
 * does not take part.
 */
public final class SessionState implements LiveState {

	private static final Log logger = LogFactory.getLog(SessionState.class);

	private static final Duration GREETING = Duration.ofMillis(500);

	private static final byte[] NOTHING = new byte[0];

	private final List<Peer> peers = new CopyOnWriteArrayList<>();

	private final Endings endings = new Endings(this.peers);

	private volatile @Nullable LiveSessions sessions;

	private volatile @Nullable Peer heir;

	/**
	 * The sessions are there.
	 * @param begun the sessions
	 */
	void begin(LiveSessions begun) {
		this.sessions = begun;
	}

	/**
	 * The sessions are not there any more.
	 * @param over the sessions
	 */
	void end(LiveSessions over) {
		if (this.sessions == over) {
			this.sessions = null;
			this.heir = null;
		}
	}

	Endings endings() {
		return this.endings;
	}

	List<Peer> peers() {
		return this.peers;
	}

	/**
	 * Return to whom sessions are given as soon as they are not used here any more.
	 * @return the other process, {@code null} for none
	 */
	@Nullable Peer heir() {
		return this.heir;
	}

	@Override
	public String name() {
		return "sessions";
	}

	@Override
	public void attached(StateLink link) {
		LiveSessions current = this.sessions;
		if (current == null) {
			return;
		}
		// Those of earlier attempts.
		for (Peer peer : this.peers) {
			if (peer.isGone() && peer.neighbour() == link.neighbour()) {
				takeBack(current, peer);
			}
		}
		this.peers.removeIf((peer) -> peer.isGone() && peer.neighbour() == link.neighbour());
		this.peers.add(new Peer(link));
		try {
			link.tell(SessionMessage.greeting());
		}
		catch (IOException ex) {
			logger.debug("Gone already", ex);
		}
		if (link.neighbour() == Neighbour.SUCCESSOR) {
			Rehearsal.begin(current);
		}
	}

	private @Nullable Peer peer(StateLink link) {
		for (Peer peer : this.peers) {
			if (peer.isAt(link)) {
				return peer;
			}
		}
		return null;
	}

	@Override
	public void snapshot(StateLink link) throws IOException {
		LiveSessions current = this.sessions;
		Peer peer = peer(link);
		if (current == null || peer == null || !peer.awaitGreeting(GREETING)) {
			return;
		}
		peer.talk();
		long begun = System.nanoTime();
		long bytes = 0;
		int count = 0;
		for (LiveSession session : current.known()) {
			if (session.possession().place() != peer) {
				count++;
				current.transfers().copy(session, peer);
				bytes += peer.sendIfFull();
			}
		}
		bytes += peer.send();
		if (count > 0) {
			logger.debug(count + ((count == 1) ? " session" : " sessions") + " (" + bytes / 1024
					+ " KiB) copied to the " + "successor in " + (System.nanoTime() - begun) / 1_000_000 + " ms");
		}
	}

	@Override
	public void give(StateLink link) throws IOException {
		LiveSessions current = this.sessions;
		Peer peer = peer(link);
		if (current == null || peer == null || !peer.isGreeted()) {
			return;
		}
		peer.talk();
		peer.exhausted(false);
		peer.add(SessionMessage.Type.YOURS, "", null, NOTHING);
		// From here on whoever has used one gives it.
		this.heir = peer;
		give(current, peer, InUse.KEEP);
	}

	@Override
	public void settle(StateLink link) throws IOException {
		LiveSessions current = this.sessions;
		Peer peer = peer(link);
		if (current != null && peer != null && this.heir == peer) {
			give(current, peer, InUse.LEND);
			peer.add(SessionMessage.Type.ALL, "", null, NOTHING);
			peer.send();
		}
	}

	private static void give(LiveSessions current, Peer peer, InUse use) throws IOException {
		for (LiveSession session : current.known()) {
			current.transfers().give(session, peer, use);
			peer.sendIfFull();
		}
		peer.send();
	}

	@Override
	public void reclaim(StateLink link) {
		LiveSessions current = this.sessions;
		Peer peer = peer(link);
		if (peer == null) {
			return;
		}
		disinherit(peer);
		if (current != null) {
			takeBack(current, peer);
		}
	}

	private static void takeBack(LiveSessions current, Peer peer) {
		for (LiveSession session : current.known()) {
			session.possession().takeBack(peer, () -> current.here(session));
		}
	}

	/** Take what belonged to a predecessor that has gone. */
	void adopt() {
		LiveSessions current = this.sessions;
		if (current == null) {
			return;
		}
		for (LiveSession session : current.known()) {
			Peer place = session.possession().place();
			// Whoever has given to it is about to end.
			if (place != null && place.isGone() && place.neighbour() == Neighbour.PREDECESSOR && this.heir != place) {
				session.possession().takeBack(place, () -> current.here(session));
			}
		}
	}

	/**
	 * The other process serves, and gives: nothing is given to it from here on.
	 * @param peer the other process
	 */
	void disinherit(Peer peer) {
		if (this.heir == peer) {
			this.heir = null;
		}
	}

	@Override
	public void hear(StateLink link, ByteBuffer message) {
		LiveSessions current = this.sessions;
		Peer peer = peer(link);
		if (current != null && peer != null) {
			new Hearing(this, current, peer).hear(message);
		}
	}

	@Override
	public @Nullable ByteBuffer answer(StateLink link, ByteBuffer question) {
		LiveSessions current = this.sessions;
		Peer peer = peer(link);
		if (current == null || peer == null) {
			return Answer.UNKNOWN.encode();
		}
		peer.talk();
		return current.transfers().answer(StandardCharsets.UTF_8.decode(question).toString(), peer).encode();
	}

	@Override
	public void detached(StateLink link) {
		Peer peer = peer(link);
		if (peer != null) {
			// Kept, since what belongs to it may still be taken back.
			peer.gone();
		}
	}

}
