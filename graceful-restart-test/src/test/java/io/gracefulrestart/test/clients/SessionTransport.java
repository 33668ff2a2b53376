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

package io.gracefulrestart.test.clients;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import javax.net.ssl.SSLContext;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import org.jspecify.annotations.Nullable;

/**
 * How the requests of a session get to the application.
 */
interface SessionTransport extends AutoCloseable {

	/** Time for an answer. */
	Duration TIMEOUT = Duration.ofSeconds(60);

	/**
	 * Send a request, and wait for its answer.
	 * @param path the path
	 * @param session identifier of the session, {@code null} for none yet
	 * @return the body
	 * @throws Exception if it was not answered well
	 */
	String get(String path, @Nullable String session) throws Exception;

	@Override
	default void close() {
	}

	/**
	 * Each request on a connection of its own.
	 * @param port the port
	 * @return such a transport
	 */
	static SessionTransport reconnecting(int port) {
		return new SessionTransport() {
			@Override
			public String get(String path, @Nullable String session) throws Exception {
				try (HttpConnection connection = HttpConnection.open("127.0.0.1", port, TIMEOUT)) {
					connection.send(request(path, session, "close"));
					return body(connection.receive(TIMEOUT));
				}
			}

			@Override
			public String toString() {
				return "new connections";
			}
		};
	}

	/**
	 * All on one connection, as long as it is not told to leave.
	 * @param port the port
	 * @return such a transport
	 */
	static SessionTransport kept(int port) {
		return new SessionTransport() {
			private @Nullable HttpConnection connection;

			@Override
			public String get(String path, @Nullable String session) throws Exception {
				HttpConnection current = this.connection;
				if (current == null) {
					current = HttpConnection.open("127.0.0.1", port, TIMEOUT);
					this.connection = current;
				}
				current.send(request(path, session, "keep-alive"));
				HttpReply reply = current.receive(TIMEOUT);
				if ("close".equalsIgnoreCase(reply.headers().get("connection"))) {
					close();
				}
				return body(reply);
			}

			@Override
			public void close() {
				HttpConnection current = this.connection;
				this.connection = null;
				if (current != null) {
					current.close();
				}
			}

			@Override
			public String toString() {
				return "kept connection";
			}
		};
	}

	/**
	 * With TLS, on connections that are kept.
	 * @param port the port
	 * @param version of HTTP
	 * @param trust whom to trust
	 * @return such a transport
	 */
	static SessionTransport encrypted(int port, HttpClient.Version version, SSLContext trust) {
		HttpClient client = HttpClient.newBuilder().version(version).sslContext(trust).build();
		return new SessionTransport() {
			@Override
			public String get(String path, @Nullable String session) throws Exception {
				HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("https://localhost:" + port + path))
					.timeout(TIMEOUT);
				if (session != null) {
					request.header("Cookie", "JSESSIONID=" + session);
				}
				HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
				if (response.statusCode() != 200 || response.version() != version) {
					throw new IllegalStateException("status " + response.statusCode() + ", " + response.version());
				}
				return response.body();
			}

			@Override
			public String toString() {
				return "TLS, " + version;
			}
		};
	}

	private static String request(String path, @Nullable String session, String connection) {
		return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: " + connection + "\r\n"
				+ ((session != null) ? "Cookie: JSESSIONID=" + session + "\r\n" : "") + "\r\n";
	}

	private static String body(HttpReply reply) {
		if (reply.status() != 200) {
			throw new IllegalStateException("status " + reply.status());
		}
		return new String(reply.body(), StandardCharsets.UTF_8);
	}

}
