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

package io.gracefulrestart.drain;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * One piece of work that was cut.
 *
 * @param listener the listener's name
 * @param kind what it was
 * @param description what an operator recognises it by, such as {@code GET /slow/7}
 * @param route the route that it took through the application, such as
 * {@code /slow/{id}}, or {@code null} if it took none or that is not known
 * @param remoteAddress its client's address, or {@code null} if that is not known
 * @param age how long it had been in progress
 * @since 0.1.0
 */
public record Unfinished(String listener, Kind kind, String description, @Nullable String route,
		@Nullable String remoteAddress, Duration age) {

	/**
	 * Kinds of work.
	 */
	public enum Kind {

		/**
		 * A request whose response was not complete.
		 */
		REQUEST("request"),

		/**
		 * A response that goes on until somebody ends it, see {@link Streams}.
		 */
		STREAM("stream"),

		/**
		 * A connection on which a part of a request had been read.
		 */
		PARTIAL_REQUEST("half-sent request"),

		/**
		 * A connection that speaks HTTP/1.1, and between requests waits for the next.
		 */
		CONNECTION("connection"),

		/**
		 * A connection that speaks HTTP/2.
		 */
		HTTP2("HTTP/2 connection"),

		/**
		 * A WebSocket session.
		 */
		WEB_SOCKET("WebSocket"),

		/**
		 * A connection that left HTTP/1.1 for something else.
		 */
		UPGRADED("upgraded connection");

		private final String text;

		Kind(String text) {
			this.text = text;
		}

		/**
		 * Return a number of them, for the log.
		 * @param count how many
		 * @return such as {@code 2 WebSockets}
		 */
		public String count(long count) {
			return count + " " + this.text + ((count == 1) ? "" : "s");
		}

	}

	@Override
	public String toString() {
		return this.description + ((this.route != null) ? " (" + this.route + ")" : "")
				+ ((this.remoteAddress != null) ? " from " + this.remoteAddress : "") + " on " + this.listener + ", "
				+ this.age.toMillis() + " ms old";
	}

}
