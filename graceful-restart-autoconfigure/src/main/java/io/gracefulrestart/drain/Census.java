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

/**
 * What one server had in hand at one instant. Connections are counted by what has to
 * happen before they may be closed, so the three kinds of connection add up to all of
 * them.
 *
 * @param requests the requests in progress, asynchronous ones and HTTP/2 streams included
 * @param busy the connections with a request in progress, or with a part of one read
 * @param idle the connections between two requests, or silent since they were accepted
 * @param upgraded the connections that left HTTP/1.1: HTTP/2, WebSocket
 * @since 0.1.0
 */
public record Census(int requests, int busy, int idle, int upgraded) {

	/**
	 * Nothing at all.
	 */
	public static final Census NONE = new Census(0, 0, 0, 0);

	/**
	 * Return the number of open connections of every kind.
	 * @return the number of open connections
	 */
	public int connections() {
		return this.busy + this.idle + this.upgraded;
	}

	/**
	 * Return whether something is in progress that a close would cut.
	 * @return whether a request is in progress
	 */
	public boolean isBusy() {
		return this.requests > 0 || this.busy > 0;
	}

	/**
	 * Add up two servers.
	 * @param other the other server's census
	 * @return the sum
	 */
	public Census plus(Census other) {
		return new Census(this.requests + other.requests, this.busy + other.busy, this.idle + other.idle,
				this.upgraded + other.upgraded);
	}

}
