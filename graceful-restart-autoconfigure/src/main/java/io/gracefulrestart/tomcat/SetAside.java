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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.apache.coyote.Request;
import org.jspecify.annotations.Nullable;

/**
 * The requests of a connector that wait for the end of a drain themselves, such as the
 * one that has asked for the restart: no drain counts, awaits or cuts them. Thread safe.
 */
final class SetAside {

	private static final ThreadLocal<@Nullable Candidate> CURRENT = new ThreadLocal<>();

	// A worker leaves the connection right after the response; this is for a machine that
	// is busy.
	private static final Duration LINGER = Duration.ofSeconds(2);

	private final Duration linger;

	private final Set<Request> requests = ConcurrentHashMap.newKeySet();

	private final Map<String, Deadline> answered = new ConcurrentHashMap<>();

	SetAside() {
		this(LINGER);
	}

	SetAside(Duration linger) {
		this.linger = linger;
	}

	/**
	 * Note which request the calling thread serves.
	 * @param request the request
	 * @return what it has served before, for {@link #end}
	 */
	@Nullable Candidate begin(Request request) {
		Candidate before = CURRENT.get();
		CURRENT.set(new Candidate(this, request));
		return before;
	}

	/**
	 * Note that the calling thread serves it no longer.
	 * @param before what it served before
	 */
	static void end(@Nullable Candidate before) {
		if (before != null) {
			CURRENT.set(before);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * Set the calling thread's request aside, if it serves one.
	 */
	static void current() {
		Candidate candidate = CURRENT.get();
		if (candidate != null) {
			candidate.owner().requests.add(candidate.request());
		}
	}

	void remove(Request request, @Nullable String connection) {
		if (this.requests.contains(request)) {
			// A worker is on the connection for another moment.
			if (connection != null) {
				this.answered.put(connection, Deadline.after(this.linger));
			}
			this.requests.remove(request);
			synchronized (this) {
				notifyAll();
			}
		}
	}

	int count() {
		return this.requests.size();
	}

	boolean isEmpty() {
		return this.requests.isEmpty();
	}

	Set<Request> requests() {
		return this.requests;
	}

	/**
	 * Return the connections of those that have just got their response.
	 * @return the numbers by which Tomcat knows the connections
	 */
	Set<String> answered() {
		if (!this.answered.isEmpty()) {
			this.answered.values().removeIf(Deadline::hasPassed);
		}
		return this.answered.keySet();
	}

	/**
	 * Note that a connection has brought another request: what is on it from now on is
	 * work as any other.
	 * @param connection the number by which Tomcat knows it, {@code null} if it is not
	 * known
	 */
	void isUsedAgain(@Nullable String connection) {
		if (connection != null) {
			this.answered.remove(connection);
		}
	}

	/**
	 * Wait until there is none.
	 * @param deadline when to stop waiting
	 */
	synchronized void await(Deadline deadline) {
		try {
			while (!this.requests.isEmpty() && !deadline.hasPassed()) {
				TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, deadline.remaining().toNanos()));
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * A request that a thread serves.
	 *
	 * @param owner of the connector's requests
	 * @param request the request
	 */
	record Candidate(SetAside owner, Request request) {

	}

}
