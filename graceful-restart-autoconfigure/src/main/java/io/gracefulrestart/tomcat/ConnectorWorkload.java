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

package io.gracefulrestart.tomcat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.drain.Workload;

/**
 * What a connector has in hand, read from its endpoint's connections and from the
 * requests that it has given to the application.
 */
final class ConnectorWorkload implements Workload {

	private final String name;

	private final GracefulHttp11Protocol protocol;

	// HTTP/2 connections to which the end was announced.
	private final Set<OpenConnection> told = ConcurrentHashMap.newKeySet();

	ConnectorWorkload(String name, GracefulHttp11Protocol protocol) {
		this.name = name;
		this.protocol = protocol;
	}

	@Override
	public String name() {
		return this.name;
	}

	@Override
	public Census census() {
		// In the order in which a connection passes, so that none is missed between two:
		// accepted, registered, given to the application.
		int busy = this.protocol.endpoint().inHand();
		int idle = 0;
		int upgraded = 0;
		Set<String> setAside = this.protocol.requests().connectionsSetAside();
		for (OpenConnection connection : this.protocol.endpoint().openConnections()) {
			Activity activity = connection.activity();
			if (isSetAside(connection, activity, setAside)) {
				continue;
			}
			switch (activity) {
				case PROCESSED, WAITING, SENDING_FILE, PARTLY_READ -> busy++;
				case IDLE -> idle++;
				case HTTP2, UPGRADED -> upgraded++;
				case CLOSED -> {
				}
			}
		}
		return new Census(this.protocol.requests().count(), busy, idle, upgraded);
	}

	@Override
	public int requests() {
		return this.protocol.requests().count();
	}

	@Override
	public int connections() {
		return this.protocol.endpoint().inHand() + this.protocol.endpoint().wrappers().size();
	}

	@Override
	public long completed() {
		return this.protocol.requests().completed();
	}

	@Override
	public void leave() {
		this.protocol.leave();
		if (this.protocol.findUpgradeProtocols().length == 0) {
			return; // the others hear it with their next response
		}
		for (OpenConnection connection : this.protocol.endpoint().openConnections()) {
			if (connection.isHttp2() && !this.told.contains(connection) && connection.announceEnd()) {
				this.told.add(connection);
			}
		}
	}

	@Override
	public void stay() {
		this.protocol.stay();
	}

	@Override
	public int closeIdle() {
		Set<String> withRequests = this.protocol.requests().connections();
		int closed = 0;
		for (OpenConnection connection : this.protocol.endpoint().openConnections()) {
			closed += connection.closeIfIdle(withRequests) ? 1 : 0;
		}
		return closed;
	}

	@Override
	public List<Unfinished> closeAll() {
		Set<String> setAside = this.protocol.requests().connectionsSetAside();
		Set<String> described = new HashSet<>();
		List<Unfinished> unfinished = new ArrayList<>(this.protocol.requests().describe(this.name, described::add));
		for (OpenConnection connection : this.protocol.endpoint().openConnections()) {
			Activity activity = connection.activity();
			if (isSetAside(connection, activity, setAside)) {
				continue;
			}
			boolean isDescribed = described.contains(connection.id());
			switch (activity) {
				case PROCESSED, WAITING -> {
					if (!isDescribed) {
						unfinished.add(describe(connection, Kind.PARTIAL_REQUEST, "request not begun"));
					}
				}
				case SENDING_FILE -> unfinished.add(describe(connection, Kind.REQUEST, "rest of a file"));
				case PARTLY_READ -> unfinished.add(describe(connection, Kind.PARTIAL_REQUEST, "half a request"));
				case HTTP2, UPGRADED -> unfinished.add(describe(connection, Kind.UPGRADED, "upgraded connection"));
				case IDLE, CLOSED -> {
				}
			}
			connection.cut();
		}
		unfinished.sort(Comparator.comparing(Unfinished::age).reversed());
		return unfinished;
	}

	private static boolean isSetAside(OpenConnection connection, Activity activity, Set<String> setAside) {
		return !setAside.isEmpty() && (activity == Activity.PROCESSED || activity == Activity.WAITING)
				&& setAside.contains(connection.id());
	}

	private Unfinished describe(OpenConnection connection, Kind kind, String what) {
		Duration age = connection.sinceLastRead();
		return new Unfinished(this.name, kind, what + " from " + connection.remoteAddress(), age);
	}

}
