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

import java.time.Duration;
import java.util.List;

/**
 * What one client does again and again. Immutable; any number of clients can follow the
 * same pattern. All but those with a path of their own speak to an application with the
 * contract of the sample application ({@code /whoami}, {@code /slow}, {@code /upload},
 * {@code /download}).
 */
public abstract class LoadPattern {

	private static final String WHOAMI = "/whoami";

	LoadPattern() {
	}

	/**
	 * A new connection for each request, back to back: each one asks the server to close
	 * the connection. The answer of {@code /whoami} must name the process of the
	 * {@code X-Pid} header and the client's own port.
	 * @return the pattern
	 */
	public static LoadPattern newConnection() {
		return newConnection(WHOAMI, Pace.BACK_TO_BACK);
	}

	/**
	 * A new connection for each request.
	 * @param path path and query; any complete answer with status 200 is right, except
	 * that of {@code /whoami}
	 * @param pace when to send
	 * @return the pattern
	 */
	public static LoadPattern newConnection(String path, Pace pace) {
		return new GetPattern("new connection", path, Keeping.CLOSED, pace, Duration.ZERO);
	}

	/**
	 * Requests on one kept-alive connection, back to back. A new one is made only when
	 * the server has ended the last.
	 * @return the pattern
	 */
	public static LoadPattern keepAlive() {
		return keepAlive(WHOAMI, Pace.BACK_TO_BACK);
	}

	/**
	 * Requests on one kept-alive connection.
	 * @param path as in {@link #newConnection(String, Pace)}
	 * @param pace when to send; with an interval the connection is idle in between
	 * @return the pattern
	 */
	public static LoadPattern keepAlive(String path, Pace pace) {
		return new GetPattern("keep-alive", path, Keeping.KEPT, pace, Duration.ZERO);
	}

	/**
	 * As {@link #keepAlive(String, Pace)} with {@code /whoami}, under a name of its own,
	 * for clients of {@link LoadPlan#tls(int)}.
	 * @param pace when to send
	 * @return the pattern
	 */
	public static LoadPattern tlsKeepAlive(Pace pace) {
		return new GetPattern("tls keep-alive", WHOAMI, Keeping.KEPT, pace, Duration.ZERO);
	}

	/**
	 * Requests that the server takes long to answer, back to back on a kept-alive
	 * connection, so that there is always one in progress.
	 * @param duration how long {@code /slow} sleeps
	 * @return the pattern
	 */
	public static LoadPattern slowRequest(Duration duration) {
		return new GetPattern("slow request", "/slow?ms=" + duration.toMillis(), Keeping.KEPT, Pace.BACK_TO_BACK,
				duration);
	}

	/**
	 * Bodies sent slowly to {@code /upload}, with a length and in chunks by turns. The
	 * answer must have the right number of bytes and the right digest.
	 * @param bytes size of a body
	 * @param duration how long sending it takes
	 * @return the pattern
	 */
	public static LoadPattern slowUpload(long bytes, Duration duration) {
		return new SlowUploadPattern(bytes, duration);
	}

	/**
	 * Bodies read slowly from {@code /download}, each byte compared.
	 * @param bytes size of a body
	 * @param duration how long reading it takes
	 * @return the pattern
	 */
	public static LoadPattern slowDownload(long bytes, Duration duration) {
		return new SlowDownloadPattern(bytes, duration);
	}

	/**
	 * Several requests in one write on a kept-alive connection. The answers must come in
	 * order, which their different sizes show.
	 * @param depth number of requests at once
	 * @param pace when to send
	 * @return the pattern
	 */
	public static LoadPattern pipelined(int depth, Pace pace) {
		return new PipelinedPattern(depth, pace);
	}

	/**
	 * Requests on a kept-alive connection that stop half-way and go on after a pause: by
	 * turns within the request line, within a header, and before the last line.
	 * @param pause length of the pause
	 * @return the pattern
	 */
	public static LoadPattern halfSent(Duration pause) {
		return new HalfSentPattern(WHOAMI, pause);
	}

	/**
	 * Streams of events ({@code /sse}), each event checked; after its end the client
	 * waits as long as the server has told it, and comes back, as an {@code EventSource}
	 * does. A stream is a request that is sent and answered when it has come to its
	 * proper end; one that is open at the end of the run is none.
	 * @return the pattern
	 */
	public static LoadPattern sse() {
		return new SsePattern();
	}

	/**
	 * Messages to a WebSocket ({@code /echo}), each echo checked. A session that the
	 * server closes is closed as it should be, and opened again. (Source: RFC 6455.)
	 * @param pace when to send
	 * @return the pattern
	 */
	public static LoadPattern webSocket(Pace pace) {
		return new WebSocketPattern(pace);
	}

	/**
	 * Requests on one HTTP/2 connection, two streams at a time. A new one is made when
	 * the server says that it leaves, and what it says that it has not begun is sent
	 * again. Without TLS it begins with prior knowledge. (Source: RFC 9113.)
	 * @param pace when to send
	 * @return the pattern
	 */
	public static LoadPattern http2(Pace pace) {
		return new Http2Pattern("http/2", List.of(WHOAMI, WHOAMI), pace, Duration.ZERO);
	}

	/**
	 * Requests on one HTTP/2 connection that the server takes long to answer, so that
	 * there is always a stream open.
	 * @param duration how long {@code /slow} sleeps
	 * @return the pattern
	 */
	public static LoadPattern http2Slow(Duration duration) {
		return new Http2Pattern("http/2 slow", List.of(WHOAMI, "/slow?ms=" + duration.toMillis()), Pace.BACK_TO_BACK,
				duration);
	}

	/**
	 * Return a short name of the pattern.
	 * @return name for tables, in lower case
	 */
	public abstract String label();

	/**
	 * Return whether the latencies of the pattern say something of the server.
	 * @return the meaning of its timing
	 */
	public Timing timing() {
		return expectedDuration().isZero() ? Timing.PROMPT : Timing.PROLONGED;
	}

	abstract Pace pace();

	/**
	 * Return how long a request takes because the pattern wants it so.
	 * @return duration that is added to the time allowed
	 */
	abstract Duration expectedDuration();

	/**
	 * How clients of a pattern read.
	 */
	enum Reading {

		/** Only what they have asked for. */
		WHEN_ASKED,

		/** Also while they have nothing to ask. */
		ALL_THE_TIME

	}

	Reading reading() {
		return Reading.WHEN_ASKED;
	}

	/**
	 * Return what the clients speak, as it is called in ALPN.
	 * @return name of the protocol
	 */
	String applicationProtocol() {
		return Target.HTTP_1_1;
	}

	ReceiveBuffer receiveBuffer() {
		return ReceiveBuffer.AUTOMATIC;
	}

	/**
	 * Make a client, which is used by one thread.
	 * @param session sends for it
	 * @param host value of the {@code Host} header
	 * @return the client
	 */
	abstract LoadClient newClient(ClientSession session, String host);

	@Override
	public String toString() {
		return label();
	}

}
