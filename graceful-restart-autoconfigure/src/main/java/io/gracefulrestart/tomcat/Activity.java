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

import io.gracefulrestart.drain.Unfinished.Kind;

/**
 * What is going on on a connection.
 */
enum Activity {

	/** A worker is on it, or about to be. */
	PROCESSED,

	/** An asynchronous request waits for the application. */
	WAITING,

	/** The poller sends the rest of a response from a file. */
	SENDING_FILE,

	/** A part of a request was read. */
	PARTLY_READ,

	/** Between two requests, or silent since it was accepted. */
	IDLE,

	/** HTTP/2, and nothing was read in the last moment. */
	HTTP2,

	/** HTTP/2, and something was read in the last moment. */
	HTTP2_READ,

	/** A WebSocket session. */
	WEB_SOCKET,

	/** Not HTTP any more, and nothing that we know. */
	UPGRADED,

	/** Closed meanwhile. */
	CLOSED;

	/**
	 * Return what it is that a close now would cut.
	 * @return the kind of work
	 */
	Kind kind() {
		return switch (this) {
			case SENDING_FILE -> Kind.REQUEST;
			case HTTP2, HTTP2_READ -> Kind.HTTP2;
			case WEB_SOCKET -> Kind.WEB_SOCKET;
			case UPGRADED -> Kind.UPGRADED;
			case PROCESSED, WAITING, PARTLY_READ, IDLE, CLOSED -> Kind.PARTIAL_REQUEST;
		};
	}

}
