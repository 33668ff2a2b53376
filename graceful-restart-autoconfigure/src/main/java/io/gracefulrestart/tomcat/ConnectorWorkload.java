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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.gracefulrestart.drain.Census;
import io.gracefulrestart.drain.Spread;
import io.gracefulrestart.drain.Turns;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import io.gracefulrestart.drain.Workload;
import org.jspecify.annotations.Nullable;

/**
 * What a connector has in hand, read from its endpoint's connections and from the
 * requests that it has given to the application.
 */
final class ConnectorWorkload implements Workload {

	// How long a client takes to hear that it is to begin no more streams.
	private static final Duration HEARD = Duration.ofSeconds(1);

	private final String name;

	private final GracefulHttp11Protocol protocol;

	// HTTP/2 connections to which the end was announced, and when by the wall clock.
	private final Map<OpenConnection, Long> told = new ConcurrentHashMap<>();

	private final WebSocketSessions sessions;

	private @Nullable Turns turns;

	/**
	 * Create the workload of a connector.
	 * @param name the name of its listener
	 * @param protocol its protocol
	 * @param closeCode what the clients of WebSocket sessions are told
	 */
	ConnectorWorkload(String name, GracefulHttp11Protocol protocol, int closeCode) {
		this.name = name;
		this.protocol = protocol;
		this.sessions = new WebSocketSessions(protocol.endpoint(), closeCode);
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
		int http2 = 0;
		int webSockets = 0;
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
				case HTTP2, HTTP2_READ -> http2++;
				case WEB_SOCKET -> webSockets++;
				case UPGRADED -> upgraded++;
				case CLOSED -> {
				}
			}
		}
		InFlightRequests requests = this.protocol.requests();
		return new Census(requests.count(), requests.streams(), busy, idle, http2, webSockets, upgraded);
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
	public long accepted() {
		return this.protocol.endpoint().accepted();
	}

	@Override
	public void leave(Spread spread) {
		this.protocol.leave(spread);
		if (this.protocol.findUpgradeProtocols().length == 0) {
			return; // the others hear it with their next response
		}
		if (this.turns == null) {
			this.turns = new Turns(spread);
		}
		List<OpenConnection> waiting = this.protocol.endpoint()
			.openConnections()
			.stream()
			.filter((connection) -> connection.isHttp2() && !this.told.containsKey(connection))
			.toList();
		int due = this.turns.due(waiting.size());
		for (OpenConnection connection : waiting) {
			if (due > 0 && connection.announceEnd()) {
				this.told.put(connection, System.currentTimeMillis());
				this.turns.take(1);
				due--;
			}
		}
	}

	@Override
	public void stay() {
		this.protocol.stay();
		this.turns = null;
	}

	@Override
	public int closeIdle(int maximum) {
		int closed = 0;
		for (OpenConnection connection : this.protocol.endpoint().openConnections()) {
			if (closed >= maximum) {
				break;
			}
			closed += connection.closeIfIdle() ? 1 : 0;
		}
		return closed;
	}

	/**
	 * The connection says its last word, a GOAWAY with the number of the last stream that
	 * was processed, when no client can have begun another one any more.
	 */
	@Override
	public int closeFinished(boolean graceOver) {
		int closed = 0;
		Set<String> withRequests = this.told.isEmpty() ? Set.of() : this.protocol.requests().connections();
		for (Iterator<Map.Entry<OpenConnection, Long>> all = this.told.entrySet().iterator(); all.hasNext();) {
			Map.Entry<OpenConnection, Long> entry = all.next();
			OpenConnection connection = entry.getKey();
			boolean gone = connection.wrapper().isClosed();
			boolean now = !gone && hasHeard(connection, entry.getValue(), graceOver)
					&& connection.closeIfFinished(withRequests);
			closed += now ? 1 : 0;
			if (gone || now) {
				all.remove();
			}
		}
		return closed;
	}

	// A client that reads has answered what Tomcat asks it now and then, or sent a
	// request.
	private static boolean hasHeard(OpenConnection connection, long told, boolean graceOver) {
		long since = System.currentTimeMillis() - told;
		return since >= HEARD.toMillis() && (graceOver || connection.wrapper().getLastRead() > told);
	}

	@Override
	public int webSockets() {
		return this.sessions.untold();
	}

	@Override
	public int closeWebSockets(int maximum) {
		return this.sessions.close(maximum);
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
			String wanted = switch (activity) {
				case PROCESSED, WAITING -> described.contains(connection.id()) ? null : "request not begun";
				case SENDING_FILE -> "rest of a file";
				case PARTLY_READ -> "half a request";
				case HTTP2, HTTP2_READ -> described.contains(connection.id()) ? null : "silent HTTP/2 connection";
				case WEB_SOCKET -> "WebSocket session";
				case UPGRADED -> "upgraded connection";
				case IDLE, CLOSED -> null;
			};
			if (wanted != null) {
				unfinished.add(describe(connection, activity.kind(), wanted));
			}
			connection.cut(this.sessions.hadTimeToAnswer(connection));
		}
		unfinished.sort(Comparator.comparing(Unfinished::age).reversed());
		return unfinished;
	}

	private static boolean isSetAside(OpenConnection connection, Activity activity, Set<String> setAside) {
		return !setAside.isEmpty() && (activity == Activity.PROCESSED || activity == Activity.WAITING)
				&& setAside.contains(connection.id());
	}

	private Unfinished describe(OpenConnection connection, Kind kind, String what) {
		return new Unfinished(this.name, kind, what, null, connection.remoteAddress(), connection.sinceLastRead());
	}

}
