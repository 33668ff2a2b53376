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
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.gracefulrestart.fd.ControlConnection;
import io.gracefulrestart.state.StateExchange;
import io.gracefulrestart.state.StateLink.Neighbour;
import io.gracefulrestart.state.StateSettings;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Session;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one of several processes, all in this one: a Tomcat that serves nobody.
 */
final class Side implements AutoCloseable {

	static final StateSettings SETTINGS = new StateSettings(Duration.ofSeconds(20), 1 << 20);

	private final Tomcat tomcat = new Tomcat();

	/** Whether it serves. */
	volatile boolean serves = true;

	private final SessionState state = new SessionState(() -> this.serves);

	private final LiveSessions sessions;

	/** Identifiers of sessions of whose end the application has heard. */
	final List<String> destroyed = new CopyOnWriteArrayList<>();

	Side(Path directory, @Nullable String filter) {
		this.tomcat.setBaseDir(directory.toString());
		StandardContext context = (StandardContext) this.tomcat.addContext("", directory.toString());
		context.setClearReferencesThreadLocals(false);
		context.setClearReferencesRmiTargets(false);
		this.sessions = new LiveSessions(this.state, SessionFilter.of(filter));
		this.sessions.setPathname(null);
		context.setManager(this.sessions);
		context.addApplicationLifecycleListener(new HttpSessionListener() {
			@Override
			public void sessionDestroyed(HttpSessionEvent event) {
				Side.this.destroyed.add(event.getSession().getId());
			}
		});
	}

	Side start() throws LifecycleException {
		this.tomcat.start();
		return this;
	}

	LiveSessions sessions() {
		return this.sessions;
	}

	/**
	 * Connect two of them.
	 * @return the end of the predecessor, and that of the successor
	 */
	static StateExchange[] connect(Side predecessor, Side successor) throws IOException {
		ControlConnection.Pair pair = ControlConnection.pair();
		return new StateExchange[] {
				new StateExchange(pair.first(), Neighbour.SUCCESSOR, List::of, List.of(predecessor.state), SETTINGS),
				new StateExchange(pair.second(), Neighbour.PREDECESSOR, List::of, List.of(successor.state), SETTINGS) };
	}

	/** Create a session, as a request does that has none. */
	String create(Consumer<HttpSession> work) {
		Session session = this.sessions.createSession(null);
		String id = session.getId();
		session.access();
		work.accept(session.getSession());
		session.endAccess();
		return id;
	}

	/** Begin a request with a session, which Tomcat would do so. */
	@Nullable Session begin(String id) {
		Session session = this.sessions.findSession(id);
		if (session == null || !session.isValid()) {
			return null;
		}
		session.access();
		session.setNew(false);
		return session;
	}

	/**
	 * Do all of a request.
	 * @return whether there was a session
	 */
	boolean request(String id, Consumer<HttpSession> work) {
		Session session = begin(id);
		if (session == null) {
			return false;
		}
		try {
			work.accept(session.getSession());
		}
		finally {
			session.endAccess();
		}
		return true;
	}

	/** Count in a session, and return the count; 0 without a session. */
	int count(String id) {
		int[] count = new int[1];
		request(id, (session) -> {
			synchronized (session) {
				count[0] = (session.getAttribute("count") instanceof Integer before) ? before + 1 : 1;
				session.setAttribute("count", count[0]);
			}
		});
		return count[0];
	}

	SessionState state() {
		return this.state;
	}

	/** Whether it has heard that all others have gone. */
	boolean isAlone() {
		for (Peer peer : this.state.peers()) {
			if (!peer.isGone()) {
				return false;
			}
		}
		return true;
	}

	boolean knows(String id) {
		return this.sessions.known(id) != null;
	}

	boolean owns(String id) {
		LiveSession session = this.sessions.known(id);
		return session != null && session.possession().isHere();
	}

	@Nullable Object peek(String id, String name) {
		LiveSession session = this.sessions.known(id);
		return (session != null) ? session.getAttribute(name) : null;
	}

	@Override
	public void close() {
		try {
			this.tomcat.stop();
			this.tomcat.destroy();
		}
		catch (LifecycleException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
