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

import java.security.Principal;
import java.util.Enumeration;
import java.util.Map;

import jakarta.servlet.http.HttpSessionActivationListener;
import org.apache.catalina.session.StandardSession;
import org.jspecify.annotations.Nullable;

/**
 * A session that belongs to this process or to another one.
 */
final class LiveSession extends StandardSession {

	private static final long serialVersionUID = 1L;

	private final transient LiveSessions home;

	private final transient Possession possession;

	private final transient Holdings holdings;

	/**
	 * Create a session without an identifier.
	 * @param home where it is known
	 * @param place whose it is, {@code null} for this process
	 */
	LiveSession(LiveSessions home, @Nullable Peer place) {
		super(home);
		this.home = home;
		this.possession = new Possession(place);
		this.holdings = new Holdings(this.attributes, new Own(), home.contents());
	}

	Possession possession() {
		return this.possession;
	}

	Holdings holdings() {
		return this.holdings;
	}

	@Override
	public void access() {
		this.home.transfers().use(this);
		super.access();
	}

	@Override
	public void endAccess() {
		super.endAccess();
		this.home.transfers().release(this);
	}

	// One that is elsewhere does not expire here.
	@Override
	public boolean isValid() {
		return this.possession.isHere() ? super.isValid() : this.isValid;
	}

	@Override
	public void expire(boolean notify) {
		if (this.isValid && !this.holdings.isLent()) {
			this.home.transfers().fetch(this);
		}
		super.expire(notify);
	}

	@Override
	public Object getAttribute(String name) {
		unfold();
		return super.getAttribute(name);
	}

	@Override
	public Enumeration<String> getAttributeNames() {
		unfold();
		return super.getAttributeNames();
	}

	@Override
	protected String[] keys() {
		unfold();
		return super.keys();
	}

	@Override
	public void setAttribute(String name, Object value, boolean notify) {
		change(() -> super.setAttribute(name, value, notify));
	}

	@Override
	protected void removeAttributeInternal(String name, boolean notify) {
		change(() -> super.removeAttributeInternal(name, notify));
	}

	@Override
	public void setMaxInactiveInterval(int interval) {
		super.setMaxInactiveInterval(interval);
		this.possession.touch();
	}

	// Whoever changes it may be no request: then it has to be here as well.
	private void change(Runnable change) {
		if (!this.isValid || this.possession.isOver() || this.possession.isUsed()) {
			unfold();
			change.run();
			this.possession.touch();
			return;
		}
		this.home.transfers().use(this);
		try {
			unfold();
			change.run();
		}
		finally {
			this.home.transfers().release(this);
		}
	}

	@Override
	public String getAuthType() {
		unfold();
		return super.getAuthType();
	}

	@Override
	public void setAuthType(String authType) {
		unfold();
		super.setAuthType(authType);
		this.possession.touch();
	}

	@Override
	public Principal getPrincipal() {
		unfold();
		return super.getPrincipal();
	}

	@Override
	public void setPrincipal(Principal principal) {
		unfold();
		super.setPrincipal(principal);
		this.possession.touch();
	}

	@Override
	public void recycle() {
		this.holdings.drop();
		super.recycle();
	}

	private void unfold() {
		if (this.holdings.unfold() && hasActivationListener()) {
			activate();
		}
	}

	/**
	 * Return whether something in it wants to know when it goes and comes.
	 * @return whether there is such an attribute
	 */
	boolean hasActivationListener() {
		return !this.attributes.isEmpty()
				&& this.attributes.values().stream().anyMatch(HttpSessionActivationListener.class::isInstance);
	}

	SessionHead head() {
		return new SessionHead(this.creationTime, this.lastAccessedTime, this.thisAccessedTime,
				this.maxInactiveInterval, this.isNew);
	}

	byte[] write() {
		return this.holdings.write(this::exclude);
	}

	byte @Nullable [] changes() {
		return this.holdings.changes(this::exclude);
	}

	/**
	 * Take over what has come. Waits for nobody.
	 * @param id its identifier
	 * @param head what is known of it
	 * @param contents what it holds
	 */
	void take(String id, SessionHead head, byte[] contents) {
		this.id = id;
		this.creationTime = head.created();
		this.lastAccessedTime = head.lastAccessed();
		this.thisAccessedTime = head.thisAccessed();
		this.maxInactiveInterval = head.maxInactive();
		this.isNew = head.fresh();
		this.isValid = true;
		this.holdings.take(contents);
	}

	/**
	 * What Tomcat notes of this session.
	 */
	private final class Own implements Holdings.Container {

		@Override
		public ClassLoader loader() {
			return LiveSession.this.home.loader();
		}

		@Override
		public Map<String, @Nullable Object> values() {
			return Contents.container(LiveSession.this.authType, LiveSession.this.principal,
					getNote(Contents.EXPECTED_ID));
		}

		@Override
		public void put(String name, @Nullable Object value) {
			// Others are of another version.
			if (name.equals(Contents.AUTHENTICATION_TYPE)) {
				LiveSession.this.authType = (String) value;
			}
			else if (name.equals(Contents.PRINCIPAL)) {
				LiveSession.this.principal = (Principal) value;
			}
			else if (name.equals(Contents.EXPECTED_ID) && value != null) {
				setNote(name, value);
			}
		}

	}

}
