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

package io.gracefulrestart.test.load;

import java.io.IOException;

import org.jspecify.annotations.Nullable;

/**
 * The time by which a client's request must have ended. A blocking channel has no timeout
 * of its own (a socket has, but per read and at the price of two more system calls), so
 * one {@link Watchdog} looks at the deadlines of all clients and closes the channel of a
 * late one. Thread safe; armed by the client, expired by the watchdog.
 */
final class Deadline {

	private @Nullable Wire wire;

	private long nanos;

	private boolean armed;

	private boolean expired;

	private boolean abandoned;

	/**
	 * Begin a request.
	 * @param deadline {@link System#nanoTime()} at which it is too late
	 */
	synchronized void arm(long deadline) {
		this.nanos = deadline;
		this.armed = true;
		this.expired = false;
	}

	/**
	 * Say which connection the request uses.
	 * @param used connection that is closed when the time has come
	 */
	synchronized void use(Wire used) {
		this.wire = used;
		if (this.abandoned) {
			abort();
		}
	}

	/**
	 * End the request, which would go on for ever, without a complaint.
	 */
	synchronized void abandon() {
		this.abandoned = true;
		abort();
	}

	/**
	 * Return whether the client itself has given up.
	 * @return {@code true} after {@link #abandon()}
	 */
	synchronized boolean isAbandoned() {
		return this.abandoned;
	}

	/**
	 * The request has ended; its connection is safe from now on.
	 */
	synchronized void disarm() {
		this.armed = false;
	}

	/**
	 * Return whether the current, or else the last, request took too long.
	 * @return {@code true} if the connection was closed for that reason
	 */
	synchronized boolean hasExpired() {
		return this.expired;
	}

	/**
	 * Close the connection if the time has come.
	 * @param now {@link System#nanoTime()}
	 */
	synchronized void check(long now) {
		if (this.armed && !this.expired && now - this.nanos >= 0 && this.wire != null) {
			this.expired = true;
			abort();
		}
	}

	private void abort() {
		try {
			if (this.wire != null) {
				this.wire.abort();
			}
		}
		catch (IOException ex) {
			// The client's read fails all the same, and tells.
		}
	}

}
