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

import java.time.Duration;

import io.gracefulrestart.session.SessionMessage.Answer;
import org.jspecify.annotations.Nullable;

/**
 * How a single session goes from one process to another. Each method may be called by any
 * number of threads at the same time.
 */
final class Transfers {

	// A request that takes longer does not keep those of the other process waiting.
	private static final Duration UNUSED_WITHIN = Duration.ofMillis(500);

	private static final byte[] NOTHING = new byte[0];

	private final LiveSessions sessions;

	private final SessionState state;

	Transfers(LiveSessions sessions, SessionState state) {
		this.sessions = sessions;
		this.state = state;
	}

	/**
	 * Find a session, and get it if it is elsewhere.
	 * @param id its identifier
	 * @param asker whom not to ask, {@code null} for nobody
	 * @return the session, {@code null} if it does not exist
	 */
	@Nullable LiveSession find(String id, @Nullable Peer asker) {
		LiveSession session = this.sessions.known(id);
		if (session == null) {
			for (Peer peer : this.state.peers()) {
				if (peer != asker && peer.mayKnowMore() && peer.ask(id) == Answer.GIVEN) {
					session = this.sessions.known(id);
					break;
				}
			}
		}
		if (session == null || (session.possession().place() != asker && !fetch(session))) {
			return null;
		}
		return session;
	}

	/**
	 * Use a session, which is here then.
	 * @param session the session
	 */
	void use(LiveSession session) {
		Peer place = session.possession().use(UNUSED_WITHIN);
		while (place != null) {
			fetch(session);
			place = session.possession().use(UNUSED_WITHIN);
		}
	}

	/**
	 * Have a session here.
	 * @param session the session
	 * @return whether it exists
	 */
	boolean fetch(LiveSession session) {
		Possession possession = session.possession();
		Peer place = possession.place();
		while (place != null && !possession.isOver()) {
			if (possession.beginAsking(place)) {
				try {
					ask(session, place);
				}
				finally {
					possession.endAsking();
				}
			}
			place = possession.place();
		}
		return !possession.isOver();
	}

	private void ask(LiveSession session, Peer place) {
		Possession possession = session.possession();
		long before = possession.arrivals();
		Answer answer = place.ask(session.getIdInternal());
		if (answer == Answer.UNKNOWN) {
			if (possession.place() == place && possession.arrivals() == before) {
				this.sessions.forget(session);
			}
		}
		else {
			// If it was given this is not the case any more; and it may have been given
			// back already.
			this.sessions.takeBack(session, (taken) -> possession.takeBack(place, before, taken));
		}
	}

	/**
	 * A use is over.
	 * @param session the session
	 */
	void release(LiveSession session) {
		Possession possession = session.possession();
		if (!possession.release() || possession.isOver()) {
			return;
		}
		Peer place = possession.place();
		if (place != null) {
			if (session.holdings().isLent()) {
				tellChanges(session, place);
			}
			return;
		}
		Peer heir = this.state.heir();
		if (heir != null && !heir.isGone()) {
			give(session, heir, InUse.KEEP);
			heir.trySend();
		}
	}

	private static void tellChanges(LiveSession session, Peer place) {
		byte[] changes = session.changes();
		if (changes != null) {
			place.add(SessionMessage.Type.CHANGES, session.getIdInternal(), null, changes);
			place.trySend();
		}
	}

	/**
	 * Copy a session.
	 * @param session the session
	 * @param peer to whom
	 */
	void copy(LiveSession session, Peer peer) {
		long stamp = session.possession().stamp();
		String id = session.getIdInternal();
		byte[] contents = session.write();
		session.possession().copy(peer, stamp, () -> {
			// It may have got another identifier, and that was told already.
			if (this.sessions.known(id) == session) {
				peer.add(SessionMessage.Type.COPY, id, session.head(), contents);
			}
		});
	}

	/**
	 * Give a session.
	 * @param session the session
	 * @param peer to whom
	 * @param use what to do if it is used
	 * @return whether it was given
	 */
	boolean give(LiveSession session, Peer peer, InUse use) {
		Possession possession = session.possession();
		if (!possession.isHere() || (use == InUse.KEEP && possession.isUsed())) {
			return false;
		}
		boolean listened = session.hasActivationListener() && !possession.isUsed();
		if (listened) {
			session.passivate();
			possession.touch();
		}
		long stamp = possession.stamp();
		boolean known = !listened && possession.isKnown(peer, stamp)
				&& possession.give(peer, stamp, InUse.KEEP, () -> told(session, peer, null));
		if (!known) {
			byte[] contents = session.write();
			if (!possession.give(peer, stamp, use, () -> told(session, peer, contents))) {
				if (listened) {
					session.activate();
				}
				return false;
			}
		}
		if (peer.isReclaimed()) {
			// Whoever takes everything back may have been here already.
			this.sessions.takeBack(session, peer);
		}
		return true;
	}

	private void told(LiveSession session, Peer peer, byte @Nullable [] contents) {
		if (contents == null) {
			peer.add(SessionMessage.Type.GIVEN_AS_COPIED, session.getIdInternal(), null, NOTHING);
		}
		else {
			peer.add(SessionMessage.Type.GIVEN, session.getIdInternal(), session.head(), contents);
			if (session.possession().isUsed()) {
				session.holdings().lend(contents);
			}
		}
		this.sessions.elsewhere(session);
	}

	/**
	 * Answer the question for a session: give it as soon as nobody uses it, and after
	 * half a second in any case.
	 * @param id its identifier
	 * @param asker who asks
	 * @return the answer; what is given is on its way before it
	 */
	Answer answer(String id, Peer asker) {
		LiveSession session = find(id, asker);
		if (session == null) {
			return Answer.UNKNOWN;
		}
		Possession possession = session.possession();
		Patience waiting = new Patience(UNUSED_WITHIN);
		possession.claim(1);
		try {
			while (!possession.isOver()) {
				possession.awaitUnused(waiting);
				Peer place = possession.place();
				if (place == asker) {
					// What it has is all there is.
					return Answer.GIVEN;
				}
				if (place != null) {
					fetch(session);
				}
				else if (give(session, asker, waiting.isOver() ? InUse.LEND : InUse.KEEP)) {
					return Answer.GIVEN;
				}
			}
			return Answer.UNKNOWN;
		}
		finally {
			possession.claim(-1);
			asker.trySend();
		}
	}

}
