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

package io.gracefulrestart.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadLocalRandom;

import io.gracefulrestart.drain.Streams;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request and its response, which may turn out to be a stream. Both are the container's
 * own.
 */
final class Exchange {

	// Not all clients come back in the same millisecond.
	private static final int EARLIEST_RETRY_MILLIS = 250;

	private static final int LATEST_RETRY_MILLIS = 750;

	private final OpenStreams streams;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private volatile @Nullable OpenStream stream;

	private volatile @Nullable AsyncContext async;

	/** Known to be a stream by what the client asked for only. */
	private volatile boolean presumed;

	private volatile boolean ordinary;

	Exchange(OpenStreams streams, HttpServletRequest request, HttpServletResponse response) {
		this.streams = streams;
		this.request = request;
		this.response = response;
	}

	/**
	 * Return the stream that the response is known to be.
	 * @return the stream, or {@code null} if it is none so far
	 */
	@Nullable OpenStream known() {
		return this.stream;
	}

	/**
	 * Return whether there is something to find out yet, or it is a stream.
	 * @return {@code false} if it is an ordinary response
	 */
	boolean mayBeStream() {
		return stream() != null || !this.ordinary;
	}

	/**
	 * Return the stream that the response is, now that something is about to be written.
	 * @return the stream, or {@code null} if it is none
	 */
	@Nullable OpenStream stream() {
		if (this.ordinary || (this.stream != null && !this.presumed)) {
			return this.stream;
		}
		OpenStream presumed = this.stream;
		if (presumed != null && presumed.isEnded()) {
			return presumed;
		}
		String type = this.response.getContentType();
		if (type == null) {
			return presumed;
		}
		Framing framing = this.streams.types().framing(type);
		if (framing == null || isFinite()) {
			beOrdinary();
		}
		else if (presumed == null) {
			begin(framing);
		}
		this.presumed = false;
		return this.stream;
	}

	/**
	 * Some headers say that it is no stream whatever its type.
	 */
	void checkFinite() {
		if (this.stream != null && !this.response.isCommitted() && isFinite()) {
			beOrdinary();
		}
	}

	// What a filter of the application's compresses is complete when that says so.
	private boolean isFinite() {
		return this.response.containsHeader("Content-Length") || this.response.containsHeader("Content-Encoding");
	}

	/**
	 * Leave it to the application and the container from now on.
	 */
	void beOrdinary() {
		OpenStream stream = this.stream;
		if (stream == null || stream.leave()) {
			this.ordinary = true;
			if (stream != null) {
				this.stream = null;
				this.streams.remove(stream);
				this.request.removeAttribute(Streams.ATTRIBUTE);
			}
		}
	}

	private void begin(Framing framing) {
		OpenStream stream = new OpenStream(this.streams, framing,
				(framing == Framing.EVENTS) ? this::writeRetry : () -> {
				});
		this.stream = stream;
		this.request.setAttribute(Streams.ATTRIBUTE, true);
		this.streams.add(stream);
		AsyncContext async = this.async;
		if (async != null) {
			attach(stream, async);
		}
	}

	private void attach(OpenStream stream, AsyncContext async) {
		try {
			async.addListener(new StreamListener(stream));
			stream.startedAsync(async);
		}
		catch (IllegalStateException ex) {
			stream.close(); // it is over
		}
	}

	/**
	 * Start what goes on when the handler has returned.
	 * @param request the request as the application sees it
	 * @param response the response as the application sees it
	 * @return the container's context
	 */
	AsyncContext startAsync(ServletRequest request, ServletResponse response) {
		AsyncContext async = this.request.startAsync(request, response);
		startedAsync(async);
		return async;
	}

	private void startedAsync(AsyncContext async) {
		OpenStream stream = stream();
		this.async = async;
		if (stream != null) {
			attach(stream, async);
		}
		else if (!this.ordinary && !this.response.isCommitted()
				&& this.streams.types().framing(this.request.getHeader("Accept")) == Framing.EVENTS) {
			// Spring says nothing at all before the first event, not even of which type
			// it will be. A browser that waits for events accepts nothing else.
			this.presumed = true;
			begin(Framing.EVENTS);
		}
	}

	/**
	 * The handler has returned.
	 */
	void returned() {
		OpenStream stream = this.stream;
		if (!this.request.isAsyncStarted()) {
			if (stream != null) {
				stream.returned();
			}
			this.ordinary = true;
		}
		else if (this.async == null) {
			startedAsync(this.request.getAsyncContext()); // started behind our back
		}
	}

	private void writeRetry() throws IOException {
		String retry = "retry:" + ThreadLocalRandom.current().nextInt(EARLIEST_RETRY_MILLIS, LATEST_RETRY_MILLIS)
				+ "\n\n";
		if (this.response.getContentType() == null) {
			this.response.setContentType(StreamTypes.EVENT_STREAM);
		}
		try {
			this.response.getOutputStream().write(retry.getBytes(StandardCharsets.US_ASCII));
		}
		catch (IllegalStateException ex) {
			this.response.getWriter().write(retry); // the application writes characters
		}
		this.response.flushBuffer();
	}

}
