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

/**
 * One piece of work that a drain's deadline cut.
 *
 * @param listener the listener's name
 * @param kind what it was
 * @param description what an operator recognises it by, such as
 * {@code GET /slow from 10.0.0.7}
 * @param age how long it had been in progress
 * @since 0.1.0
 */
public record Unfinished(String listener, Kind kind, String description, Duration age) {

	/**
	 * Kinds of work.
	 */
	public enum Kind {

		/**
		 * A request whose response was not complete.
		 */
		REQUEST,

		/**
		 * A connection on which a part of a request had been read.
		 */
		PARTIAL_REQUEST,

		/**
		 * A connection that left HTTP/1.1: HTTP/2, WebSocket.
		 */
		UPGRADED

	}

	@Override
	public String toString() {
		return this.description + " on " + this.listener + ", " + this.age.toMillis() + " ms old";
	}

}
