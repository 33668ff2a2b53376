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
 * happen before they may be closed, so the kinds of connection add up to all of them.
 *
 * @param requests the requests in progress, asynchronous ones and HTTP/2's included
 * @param streams those of the requests that go on until somebody ends them, see
 * {@link Streams}
 * @param busy the connections with a request in progress, or with a part of one read
 * @param idle the connections between two requests, or silent since they were accepted
 * @param http2 the connections that speak HTTP/2, requests in progress or not
 * @param webSockets the connections with a WebSocket session
 * @param upgraded the connections that left HTTP/1.1 for something else
 * @since 0.1.0
 */
public record Census(int requests, int streams, int busy, int idle, int http2, int webSockets, int upgraded) {

	/**
	 * Nothing at all.
	 */
	public static final Census NONE = new Census(0, 0, 0, 0, 0, 0, 0);

	/**
	 * Create a census without streams, HTTP/2 and WebSocket.
	 * @param requests the requests in progress
	 * @param busy the connections with a request in progress
	 * @param idle the connections between two requests
	 * @param upgraded the connections that left HTTP/1.1
	 */
	public Census(int requests, int busy, int idle, int upgraded) {
		this(requests, 0, busy, idle, 0, 0, upgraded);
	}

	/**
	 * Return the number of open connections of every kind.
	 * @return the number of open connections
	 */
	public int connections() {
		return this.busy + this.idle + this.http2 + this.webSockets + this.upgraded;
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
		return new Census(this.requests + other.requests, this.streams + other.streams, this.busy + other.busy,
				this.idle + other.idle, this.http2 + other.http2, this.webSockets + other.webSockets,
				this.upgraded + other.upgraded);
	}

}
