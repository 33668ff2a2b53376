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

import java.nio.ByteBuffer;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Hears what another process says of sessions. Waits for nobody: the other process may
 * wait for us to hear.
 */
final class Hearing {

	private static final Log logger = LogFactory.getLog(Hearing.class);

	private final SessionState state;

	private final LiveSessions sessions;

	private final Peer peer;

	Hearing(SessionState state, LiveSessions sessions, Peer peer) {
		this.state = state;
		this.sessions = sessions;
		this.peer = peer;
	}

	void hear(ByteBuffer messages) {
		this.peer.heard();
		while (messages.hasRemaining()) {
			SessionMessage next = SessionMessage.decode(messages);
			if (next != null) {
				hear(next);
			}
		}
	}

	private void hear(SessionMessage message) {
		switch (message.type()) {
			case GREETING -> greeted(message.body().getShort());
			case YOURS -> {
				this.state.disinherit(this.peer);
				this.peer.talk();
				this.peer.exhausted(false);
			}
			case ALL -> this.peer.exhausted(true);
			case COPY -> copied(message);
			case GIVEN -> given(message);
			case GIVEN_AS_COPIED -> {
				LiveSession session = this.sessions.known(message.id());
				if (session != null) {
					session.possession().come(this.peer, () -> {
						session.holdings().takeAsItWas();
						this.sessions.here(session);
					});
				}
			}
			case CHANGES -> changed(message);
			case ENDED -> {
				LiveSession session = this.sessions.known(message.id());
				if (session != null) {
					this.sessions.forget(session);
				}
				this.state.endings().pass(message.id(), this.peer);
			}
		}
	}

	private void greeted(short version) {
		if (version == SessionMessage.VERSION) {
			this.state.greeted(this.peer);
			// Whoever waits for it finds what has begun.
			this.peer.greeted();
		}
		else {
			logger
				.warn("Sessions stay where they are: the other process speaks version " + version + " of their format");
		}
	}

	private void copied(SessionMessage message) {
		LiveSession session = this.sessions.known(message.id());
		boolean known = session != null;
		if (session == null) {
			session = new LiveSession(this.sessions, this.peer);
		}
		if (session.possession().place() == this.peer) {
			session.take(message.id(), message.head(), message.contents());
			if (!known) {
				this.sessions.know(session);
			}
		}
	}

	private void given(SessionMessage message) {
		if (this.state.endings().include(message.id())) {
			return;
		}
		LiveSession known = this.sessions.known(message.id());
		LiveSession session = (known != null) ? known : new LiveSession(this.sessions, this.peer);
		session.possession().come(this.peer, () -> {
			session.take(message.id(), message.head(), message.contents());
			this.sessions.know(session);
			this.sessions.here(session);
		});
	}

	private void changed(SessionMessage message) {
		LiveSession session = this.sessions.known(message.id());
		if (session == null) {
			return;
		}
		byte[] changes = message.contents();
		Peer place = session.possession().place();
		if (place == null) {
			session.holdings().takeChanges(changes);
			session.possession().touch();
		}
		else if (place != this.peer) {
			place.add(SessionMessage.Type.CHANGES, message.id(), null, changes);
		}
	}

}
