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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.drain.Unfinished;
import io.gracefulrestart.drain.Unfinished.Kind;
import jakarta.servlet.ServletConnection;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.coyote.ActionCode;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connector that are in progress, from the end of their headers to the
 * end of their response, asynchronous requests and HTTP/2 streams included. Thread safe.
 */
final class InFlightRequests {

	// Where Spring MVC notes the route that it has found.
	private static final String ROUTE = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

	// By identity: Tomcat reuses its request objects, each for one request at a time.
	private final Set<Request> requests = ConcurrentHashMap.newKeySet();

	private final LongAdder completed = new LongAdder();

	private final SetAside setAside = new SetAside();

	void add(Request request) {
		this.requests.add(request);
		if (!this.setAside.answered().isEmpty()) {
			this.setAside.isUsedAgain(connection(request));
		}
	}

	void remove(Request request) {
		this.requests.remove(request);
		if (!this.setAside.isEmpty()) {
			this.setAside.remove(request, connection(request));
		}
	}

	/**
	 * Return those that wait for the end of a drain themselves, and are none of its work.
	 * @return the requests that were set aside
	 */
	SetAside setAside() {
		return this.setAside;
	}

	/**
	 * Remove a request that has got its whole response.
	 * @param request the request
	 */
	void complete(Request request) {
		// In this order: who finds none in progress finds all of them completed.
		if (this.requests.contains(request)) {
			this.completed.increment();
			remove(request);
		}
	}

	int count() {
		return Math.max(0, this.requests.size() - this.setAside.count());
	}

	/**
	 * Count those whose response is a stream.
	 * @return their number
	 */
	int streams() {
		return (int) this.requests.stream().filter(InFlightRequests::isStream).count();
	}

	/**
	 * Return how many were completed.
	 * @return the number so far
	 */
	long completed() {
		return this.completed.sum();
	}

	/**
	 * Return the connections that they came on.
	 * @return the numbers by which Tomcat knows the connections
	 */
	Set<String> connections() {
		return connections(this.requests);
	}

	/**
	 * Return the connections on which a worker is or was because of a request that was
	 * set aside.
	 * @return the numbers by which Tomcat knows the connections
	 */
	Set<String> connectionsSetAside() {
		if (this.setAside.isEmpty() && this.setAside.answered().isEmpty()) {
			return Set.of();
		}
		Set<String> connections = connections(this.setAside.requests());
		connections.addAll(this.setAside.answered());
		return connections;
	}

	private static Set<String> connections(Set<Request> requests) {
		Set<String> connections = new HashSet<>();
		for (Request request : requests) {
			String connection = connection(request);
			if (connection != null) {
				connections.add(connection);
			}
		}
		return connections;
	}

	/**
	 * Describe what is in progress.
	 * @param listener the listener's name
	 * @param connections told the numbers of the connections of what is described
	 * @return a description of each
	 */
	List<Unfinished> describe(String listener, Consumer<String> connections) {
		List<Unfinished> unfinished = new ArrayList<>();
		for (Request request : this.requests) {
			String uri = request.requestURI().toString();
			if (uri == null || this.setAside.requests().contains(request)) {
				continue; // has just ended, or is none of a drain's work
			}
			String connection = connection(request);
			if (connection != null) {
				connections.accept(connection);
			}
			Kind kind = isStream(request) ? Kind.STREAM : Kind.REQUEST;
			unfinished.add(new Unfinished(listener, kind, request.getMethod() + " " + uri, text(request, ROUTE),
					remoteAddress(request), age(request)));
		}
		return unfinished;
	}

	private static boolean isStream(Request request) {
		return text(request, Streams.ATTRIBUTE) != null;
	}

	// Whatever it is; the application may be setting others at this moment.
	private static @Nullable String text(Request request, String attribute) {
		Object value = (request
			.getNote(CoyoteAdapter.ADAPTER_NOTES) instanceof org.apache.catalina.connector.Request own)
					? own.getAttribute(attribute) : null;
		return (value != null) ? value.toString() : null;
	}

	private static String remoteAddress(Request request) {
		if (request.remoteAddr().isNull()) {
			request.action(ActionCode.REQ_HOST_ADDR_ATTRIBUTE, null);
		}
		return String.valueOf(request.remoteAddr());
	}

	private static Duration age(Request request) {
		long started = request.getStartTimeNanos();
		return (started != -1) ? Duration.ofNanos(System.nanoTime() - started).truncatedTo(ChronoUnit.MILLIS)
				: Duration.ZERO;
	}

	// Of a request on HTTP/1.1 the processor knows; it may be given up at any moment.
	private static @Nullable String connection(Request request) {
		LeavingProcessor processor = LeavingProcessor.of(request);
		if (processor != null) {
			return processor.connection();
		}
		AtomicReference<@Nullable Object> connection = new AtomicReference<>();
		request.action(ActionCode.SERVLET_CONNECTION, connection);
		return (connection.get() instanceof ServletConnection known) ? known.getConnectionId() : null;
	}

}
