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

package io.gracefulrestart.test.visitor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends back the cookies that it was given, the last one of each response,
 * and keeps its connection as long as the server does not announce its end. It follows no
 * redirect and never sends a request twice. Not for use by several threads.
 */
public final class CookieClient implements AutoCloseable {

	private final String host;

	private final int port;

	private final Duration timeout;

	private final Map<String, String> cookies = new LinkedHashMap<>();

	private @Nullable HttpConnection connection;

	/**
	 * Make a client, which connects when it has something to send.
	 * @param host address of the server
	 * @param port its port
	 * @param timeout time allowed for each step of a request: to connect, and to be
	 * answered
	 */
	public CookieClient(String host, int port, Duration timeout) {
		this.host = host;
		this.port = port;
		this.timeout = timeout;
	}

	/**
	 * Send a {@code GET}.
	 * @param path path and query
	 * @return the response, whatever its status
	 * @throws RequestFailedException if it did not come
	 */
	public HttpReply get(String path) throws RequestFailedException {
		return exchange("GET " + path, "\r\n");
	}

	/**
	 * Send a {@code POST}.
	 * @param path path and query
	 * @param contentType type of the body
	 * @param body the body in ASCII
	 * @return the response, whatever its status
	 * @throws RequestFailedException if it did not come
	 */
	public HttpReply post(String path, String contentType, String body) throws RequestFailedException {
		return exchange("POST " + path,
				"Content-Type: " + contentType + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
	}

	private HttpReply exchange(String request, String rest) throws RequestFailedException {
		HttpConnection current = this.connection;
		if (current == null) {
			current = HttpConnection.open(this.host, this.port, this.timeout);
			this.connection = current;
		}
		boolean kept = false;
		try {
			current
				.send(request + " HTTP/1.1\r\nHost: " + this.host + ":" + this.port + "\r\n" + cookieHeader() + rest);
			HttpReply reply = current.receive(this.timeout);
			reply.header("Set-Cookie").ifPresent(this::keep);
			kept = !reply.announcesClose();
			return reply;
		}
		finally {
			if (!kept) {
				leave();
			}
		}
	}

	private String cookieHeader() {
		return this.cookies.isEmpty() ? ""
				: this.cookies.entrySet()
					.stream()
					.map((cookie) -> cookie.getKey() + "=" + cookie.getValue())
					.collect(Collectors.joining("; ", "Cookie: ", "\r\n"));
	}

	private void keep(String header) {
		String[] cookie = header.split(";", 2)[0].split("=", 2);
		if (cookie.length == 2) {
			this.cookies.put(cookie[0].strip(), cookie[1].strip());
		}
	}

	/**
	 * Return a cookie.
	 * @param name its name
	 * @return its value, {@code null} if the server has set none
	 */
	public @Nullable String cookie(String name) {
		return this.cookies.get(name);
	}

	/**
	 * Close the connection; the next request is sent on a new one, with the same cookies.
	 */
	public void leave() {
		HttpConnection current = this.connection;
		this.connection = null;
		if (current != null) {
			current.close();
		}
	}

	/**
	 * Return another client with the same cookies, as of now.
	 * @return a client with a connection of its own, which the caller closes
	 */
	CookieClient another() {
		CookieClient other = new CookieClient(this.host, this.port, this.timeout);
		other.cookies.putAll(this.cookies);
		return other;
	}

	@Override
	public void close() {
		leave();
	}

}
