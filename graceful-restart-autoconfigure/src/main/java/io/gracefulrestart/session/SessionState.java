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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;

import io.gracefulrestart.session.SessionMessage.Answer;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.state.StateLink;
import io.gracefulrestart.state.StateLink.Neighbour;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this process, for the other processes. While there are none of ours it
 * does not take part.
 */
public final class SessionState implements LiveState {

	private static final Duration GREETING = Duration.ofMillis(500);

	private static final byte[] NOTHING = new byte[0];

	private final Peers peers = new Peers();

	private final Endings endings = new Endings(this.peers);

	private final BooleanSupplier serves;

	private volatile @Nullable LiveSessions sessions;

	private volatile @Nullable Peer heir;

	private final Map<Peer, Copying> copyings = new ConcurrentHashMap<>();

	// Links that were there before the sessions.
	private final List<StateLink> early = new ArrayList<>();

	/**
	 * Create the state.
	 * @param serves tells whether this process serves
	 */
	public SessionState(BooleanSupplier serves) {
		this.serves = serves;
	}

	/**
	 * The sessions are there.
	 * @param begun the sessions
	 */
	void begin(LiveSessions begun) {
		synchronized (this.early) {
			this.sessions = begun;
			this.early.forEach((link) -> attach(begun, link));
			this.early.clear();
		}
	}

	/**
	 * The sessions are not there any more.
	 * @param over the sessions
	 */
	void end(LiveSessions over) {
		if (this.sessions == over) {
			this.sessions = null;
			this.heir = null;
			this.copyings.clear();
		}
	}

	Endings endings() {
		return this.endings;
	}

	Peers peers() {
		return this.peers;
	}

	// To whom sessions are given as soon as they are not used here any more.
	@Nullable Peer heir() {
		return this.heir;
	}

	@Override
	public String name() {
		return "sessions";
	}

	@Override
	public void attached(StateLink link) {
		synchronized (this.early) {
			LiveSessions current = this.sessions;
			if (current == null) {
				this.early.add(link);
			}
			else {
				attach(current, link);
			}
		}
	}

	private void attach(LiveSessions current, StateLink link) {
		this.peers.removeGone(link.neighbour()).forEach(current::takeBack);
		Peer peer = this.peers.add(link);
		// A successor does not hear before it has sessions.
		if (link.neighbour() == Neighbour.PREDECESSOR) {
			peer.greet();
			peer.trySend();
		}
	}

	/**
	 * A process hears: if it is a successor, which starts still, copy to it.
	 * @param peer the other process
	 */
	void greeted(Peer peer) {
		LiveSessions current = this.sessions;
		if (current != null && peer.neighbour() == Neighbour.SUCCESSOR) {
			peer.greet();
			copying(current, peer).begin();
		}
	}

	@Override
	public void snapshot(StateLink link) throws IOException {
		LiveSessions current = this.sessions;
		Peer peer = this.peers.at(link);
		if (current == null || peer == null || !peer.awaitGreeting(GREETING)) {
			return;
		}
		copying(current, peer).complete();
	}

	private Copying copying(LiveSessions current, Peer peer) {
		return this.copyings.computeIfAbsent(peer, (added) -> new Copying(current, added));
	}

	@Override
	public void give(StateLink link) throws IOException {
		LiveSessions current = this.sessions;
		Peer peer = this.peers.at(link);
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
		Peer peer = this.peers.at(link);
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
		Peer peer = this.peers.at(link);
		if (peer != null) {
			disinherit(peer);
			peer.reclaim();
			if (current != null) {
				current.takeBack(peer);
			}
		}
	}

	/** Take what belonged to a predecessor that has gone. */
	void adopt() {
		LiveSessions current = this.sessions;
		// Else they are somebody else's, who may be told that this process has failed.
		if (current == null || !this.serves.getAsBoolean()) {
			return;
		}
		for (Peer peer : this.peers) {
			// Whoever has given to it is about to end.
			if (peer.isGone() && peer.neighbour() == Neighbour.PREDECESSOR && this.heir != peer) {
				current.takeBack(peer);
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
		Peer peer = this.peers.at(link);
		if (current != null && peer != null) {
			new Hearing(this, current, peer).hear(message);
		}
	}

	@Override
	public @Nullable ByteBuffer answer(StateLink link, ByteBuffer question) {
		LiveSessions current = this.sessions;
		Peer peer = this.peers.at(link);
		if (current == null || peer == null) {
			return Answer.UNKNOWN.encode();
		}
		peer.talk();
		return current.transfers().answer(StandardCharsets.UTF_8.decode(question).toString(), peer).encode();
	}

	@Override
	public void detached(StateLink link) {
		synchronized (this.early) {
			this.early.remove(link);
		}
		Peer peer = this.peers.at(link);
		if (peer != null) {
			// Kept, since what belongs to it may still be taken back.
			peer.gone();
			this.copyings.remove(peer);
		}
	}

}
