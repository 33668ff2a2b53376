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

package io.gracefulrestart.handoff;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How far the predecessor's drain has come. The first one tells the successor that the
 * predecessor has read its SERVING, so that the cutover is final.
 *
 * @param inFlightRequests requests being processed
 * @param openConnections connections that are open, idle ones included
 * @param deadline when what is left will be cut
 * @param probationEnds until when the predecessor serves again if the successor dies or
 * gives back, {@code null} if it does not after its drain
 * @param streams those of the requests that go on until somebody ends them
 * @param http2Connections those of the connections that speak HTTP/2
 * @param webSockets those of the connections with a WebSocket session
 */
public record Progress(int inFlightRequests, int openConnections, Instant deadline, @Nullable Instant probationEnds,
		int streams, int http2Connections, int webSockets) implements Message {

	private static final Field IN_FLIGHT_REQUESTS = new Field(1, "in-flight requests");

	private static final Field OPEN_CONNECTIONS = new Field(2, "open connections");

	private static final Field DEADLINE = new Field(3, "deadline");

	private static final Field STREAMS = new Field(5, "streams");

	private static final Field HTTP2 = new Field(6, "HTTP/2 connections");

	private static final Field WEB_SOCKETS = new Field(7, "WebSocket sessions");

	private static final Field PROBATION_ENDS = new Field(4, "probation ends");

	/**
	 * Create a progress of which only the sums are known.
	 * @param inFlightRequests requests being processed
	 * @param openConnections connections that are open
	 * @param deadline when what is left will be cut
	 * @param probationEnds until when the predecessor serves again
	 */
	public Progress(int inFlightRequests, int openConnections, Instant deadline, @Nullable Instant probationEnds) {
		this(inFlightRequests, openConnections, deadline, probationEnds, 0, 0, 0);
	}

	void write(FieldWriter writer) {
		writer.number(IN_FLIGHT_REQUESTS, this.inFlightRequests)
			.number(OPEN_CONNECTIONS, this.openConnections)
			.instant(DEADLINE, this.deadline)
			.number(STREAMS, this.streams)
			.number(HTTP2, this.http2Connections)
			.number(WEB_SOCKETS, this.webSockets);
		if (this.probationEnds != null) {
			writer.instant(PROBATION_ENDS, this.probationEnds);
		}
	}

	static Progress read(FieldReader reader) throws ProtocolException {
		return new Progress(reader.count(IN_FLIGHT_REQUESTS), reader.count(OPEN_CONNECTIONS), reader.instant(DEADLINE),
				reader.optionalInstant(PROBATION_ENDS), optionalCount(reader, STREAMS), optionalCount(reader, HTTP2),
				optionalCount(reader, WEB_SOCKETS));
	}

	// Earlier versions of this project did not say it.
	private static int optionalCount(FieldReader reader, Field field) throws ProtocolException {
		return (reader.optionalNumber(field) != null) ? reader.count(field) : 0;
	}

}
