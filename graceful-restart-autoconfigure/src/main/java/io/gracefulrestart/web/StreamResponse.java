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
import java.io.PrintWriter;
import java.util.Locale;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A response that may turn out to be a stream. One that is known to be none when its body
 * is asked for has the container's own.
 */
final class StreamResponse extends HttpServletResponseWrapper {

	private final Exchange exchange;

	private @Nullable ServletOutputStream stream;

	private @Nullable PrintWriter writer;

	StreamResponse(HttpServletResponse response, Exchange exchange) {
		super(response);
		this.exchange = exchange;
	}

	@Override
	public ServletOutputStream getOutputStream() throws IOException {
		ServletOutputStream stream = this.stream;
		if (stream == null) {
			refuseEnded();
			stream = super.getOutputStream();
			if (this.exchange.mayBeStream()) {
				stream = new StreamOutput(stream, this.exchange);
				this.stream = stream;
			}
		}
		return stream;
	}

	@Override
	public PrintWriter getWriter() throws IOException {
		PrintWriter writer = this.writer;
		if (writer == null) {
			refuseEnded();
			writer = super.getWriter();
			if (this.exchange.mayBeStream()) {
				writer = new PrintWriter(new StreamWriter(writer, this.exchange));
				this.writer = writer;
			}
		}
		return writer;
	}

	private void refuseEnded() throws StreamEndedException {
		OpenStream stream = this.exchange.known();
		if (stream != null && stream.isEnded()) {
			throw new StreamEndedException();
		}
	}

	@Override
	public void flushBuffer() throws IOException {
		OpenStream stream = this.exchange.stream();
		if (stream == null) {
			super.flushBuffer();
			return;
		}
		stream.enter();
		try {
			super.flushBuffer();
			stream.boundary().flushed();
		}
		finally {
			stream.exit();
		}
	}

	@Override
	public void sendError(int status, @Nullable String message) throws IOException {
		refuseEnded();
		this.exchange.beOrdinary();
		super.sendError(status, message);
	}

	@Override
	public void sendError(int status) throws IOException {
		refuseEnded();
		this.exchange.beOrdinary();
		super.sendError(status);
	}

	// The end of a stream may be what writes its head: nobody changes that meanwhile.
	private void change(Runnable change) {
		OpenStream stream = this.exchange.known();
		if (stream == null) {
			change.run();
		}
		else if (stream.tryEnter()) {
			try {
				change.run();
			}
			finally {
				stream.exit();
			}
		}
	}

	@Override
	public void reset() {
		change(super::reset);
	}

	@Override
	public void resetBuffer() {
		change(super::resetBuffer);
	}

	@Override
	public void setStatus(int status) {
		change(() -> super.setStatus(status));
	}

	@Override
	public void setContentType(@Nullable String type) {
		change(() -> super.setContentType(type));
	}

	@Override
	public void setCharacterEncoding(@Nullable String encoding) {
		change(() -> super.setCharacterEncoding(encoding));
	}

	@Override
	public void setLocale(@Nullable Locale locale) {
		change(() -> super.setLocale(locale));
	}

	@Override
	public void setContentLength(int length) {
		setContentLengthLong(length);
	}

	@Override
	public void setContentLengthLong(long length) {
		change(() -> super.setContentLengthLong(length));
		this.exchange.checkFinite();
	}

	@Override
	public void addCookie(Cookie cookie) {
		change(() -> super.addCookie(cookie));
	}

	@Override
	public void setHeader(String name, @Nullable String value) {
		change(() -> super.setHeader(name, value));
		checkFinite(name);
	}

	@Override
	public void addHeader(String name, String value) {
		change(() -> super.addHeader(name, value));
		checkFinite(name);
	}

	private void checkFinite(String name) {
		if ("Content-Length".equalsIgnoreCase(name) || "Content-Encoding".equalsIgnoreCase(name)) {
			this.exchange.checkFinite();
		}
	}

	@Override
	public void setIntHeader(String name, int value) {
		change(() -> super.setIntHeader(name, value));
	}

	@Override
	public void addIntHeader(String name, int value) {
		change(() -> super.addIntHeader(name, value));
	}

	@Override
	public void setDateHeader(String name, long date) {
		change(() -> super.setDateHeader(name, date));
	}

	@Override
	public void addDateHeader(String name, long date) {
		change(() -> super.addDateHeader(name, date));
	}

}
