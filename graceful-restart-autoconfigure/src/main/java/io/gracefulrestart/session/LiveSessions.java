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

import java.io.ObjectInputFilter;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

import org.apache.catalina.LifecycleException;
import org.apache.catalina.Loader;
import org.apache.catalina.Session;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.session.StandardSession;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's sessions of this process. What Tomcat itself sees, counts and expires are
 * those that belong to this process; those of which something is known and that belong to
 * another one are kept beside.
 */
public final class LiveSessions extends StandardManager {

	private final SessionState state;

	private final Contents contents;

	// All that are known, wherever they are.
	private final ConcurrentMap<String, LiveSession> known = new ConcurrentHashMap<>();

	private final Transfers transfers;

	private volatile boolean stopping;

	/**
	 * Create the sessions of a web application.
	 * @param state knows the other processes
	 * @param filter what is let in when they are read
	 */
	public LiveSessions(SessionState state, ObjectInputFilter filter) {
		this.state = state;
		this.contents = new Contents(filter);
		this.transfers = new Transfers(this, state);
	}

	Transfers transfers() {
		return this.transfers;
	}

	Contents contents() {
		return this.contents;
	}

	ClassLoader loader() {
		Loader loader = getContext().getLoader();
		ClassLoader classes = (loader != null) ? loader.getClassLoader() : null;
		return (classes != null) ? classes : LiveSessions.class.getClassLoader();
	}

	Collection<LiveSession> known() {
		return this.known.values();
	}

	@Nullable LiveSession known(String id) {
		return this.known.get(id);
	}

	/**
	 * Note a session of another process.
	 * @param session the session
	 */
	void know(LiveSession session) {
		this.known.put(session.getIdInternal(), session);
	}

	/**
	 * It belongs to this process now.
	 * @param session the session
	 */
	void here(LiveSession session) {
		super.add(session);
	}

	/**
	 * It belongs to another process now.
	 * @param session the session
	 */
	void elsewhere(LiveSession session) {
		this.sessions.remove(session.getIdInternal(), session);
	}

	/**
	 * All that another process has belongs to this one again.
	 * @param peer the other process
	 */
	void takeBack(Peer peer) {
		known().forEach((session) -> takeBack(session, peer));
	}

	/**
	 * A session that another process has belongs to this one again.
	 * @param session the session
	 * @param peer the other process
	 */
	void takeBack(LiveSession session, Peer peer) {
		takeBack(session, (taken) -> session.possession().takeBack(peer, taken));
	}

	/**
	 * A session may belong to this process again, as it is here.
	 * @param session the session
	 * @param taking decides whether it does, given what is done then
	 */
	void takeBack(LiveSession session, Predicate<Runnable> taking) {
		boolean back = taking.test(() -> {
			session.holdings().takeAsItWas();
			here(session);
		});
		if (back && !session.possession().isUsed() && session.hasActivationListener()) {
			session.activate();
		}
	}

	/**
	 * It does not exist any more, and nobody here need hear of it.
	 * @param session the session
	 */
	void forget(LiveSession session) {
		session.possession().end();
		session.setValid(false);
		this.known.remove(session.getIdInternal(), session);
		elsewhere(session);
	}

	@Override
	protected StandardSession getNewSession() {
		return new LiveSession(this, null);
	}

	@Override
	public void add(Session session) {
		this.known.put(session.getIdInternal(), (LiveSession) session);
		this.state.endings().begun(session.getIdInternal());
		super.add(session);
	}

	@Override
	public void remove(Session session, boolean update) {
		LiveSession own = (LiveSession) session;
		String id = own.getIdInternal();
		super.remove(session, update);
		if (id == null) {
			return;
		}
		boolean here = own.possession().isHere();
		if (update) {
			this.known.remove(id, own);
			own.possession().end();
		}
		else {
			own.possession().renamed(() -> this.known.remove(id, own));
		}
		if (!this.stopping) {
			this.state.endings().ended(id, here);
		}
	}

	@Override
	public @Nullable Session findSession(@Nullable String id) {
		return (id != null) ? this.transfers.find(id, null) : null;
	}

	// What was given by a process that has gone since is this one's.
	@Override
	public void processExpires() {
		this.state.adopt();
		super.processExpires();
	}

	@Override
	protected void startInternal() throws LifecycleException {
		this.stopping = false;
		super.startInternal();
		for (Session session : findSessions()) {
			this.known.put(session.getIdInternal(), (LiveSession) session);
		}
		this.state.begin(this);
	}

	@Override
	protected void stopInternal() throws LifecycleException {
		this.stopping = true;
		this.state.end(this);
		super.stopInternal();
		this.known.clear();
	}

}
