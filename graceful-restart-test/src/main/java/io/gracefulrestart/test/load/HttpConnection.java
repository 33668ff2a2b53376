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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One connection that a test leads by hand: it sends exactly the bytes that it is given,
 * when it is told so, and never connects again. Not for use by several threads.
 */
public final class HttpConnection implements AutoCloseable {

	private final Watchdog watchdog = new Watchdog();

	private final Deadline deadline = this.watchdog.newDeadline();

	private final ClientConnection connection;

	private final ResponseReader reader;

	private final String host;

	private HttpConnection(SocketAddress server) {
		this.connection = new ClientConnection(server, this.deadline,
				() -> ChannelWire.to(server, ReceiveBuffer.AUTOMATIC));
		this.reader = new ResponseReader(this.connection);
		this.host = RequestText.host(server);
	}

	/**
	 * Connect.
	 * @param host address of the server
	 * @param port its port
	 * @param timeout time allowed
	 * @return the open connection, which the caller closes
	 * @throws RequestFailedException if there is no connection
	 */
	public static HttpConnection open(String host, int port, Duration timeout) throws RequestFailedException {
		return open(new InetSocketAddress(host, port), timeout);
	}

	/**
	 * Connect.
	 * @param socket path of the server's Unix domain socket
	 * @param timeout time allowed
	 * @return the open connection, which the caller closes
	 * @throws RequestFailedException if there is no connection
	 */
	public static HttpConnection open(Path socket, Duration timeout) throws RequestFailedException {
		return open(UnixDomainSocketAddress.of(socket), timeout);
	}

	private static HttpConnection open(SocketAddress server, Duration timeout) throws RequestFailedException {
		HttpConnection opened = new HttpConnection(server);
		opened.watchdog.start();
		opened.deadline.arm(System.nanoTime() + timeout.toNanos());
		try {
			opened.connection.open();
			return opened;
		}
		catch (IOException ex) {
			boolean timedOut = opened.deadline.hasExpired();
			opened.close();
			throw new RequestFailedException(FailureClassifier.classify(ex, Phase.CONNECTING, timedOut), ex);
		}
		finally {
			opened.deadline.disarm();
		}
	}

	/**
	 * Send a request on a connection of its own, which it asks to be closed.
	 * @param host address of the server
	 * @param port its port
	 * @param path path and query
	 * @param timeout time allowed for all of it
	 * @return the response
	 * @throws RequestFailedException if it did not come
	 */
	public static HttpReply get(String host, int port, String path, Duration timeout) throws RequestFailedException {
		return get(new InetSocketAddress(host, port), path, timeout);
	}

	/**
	 * Send a request on a connection of its own, which it asks to be closed.
	 * @param socket path of the server's Unix domain socket
	 * @param path path and query
	 * @param timeout time allowed for all of it
	 * @return the response
	 * @throws RequestFailedException if it did not come
	 */
	public static HttpReply get(Path socket, String path, Duration timeout) throws RequestFailedException {
		return get(UnixDomainSocketAddress.of(socket), path, timeout);
	}

	private static HttpReply get(SocketAddress server, String path, Duration timeout) throws RequestFailedException {
		long end = System.nanoTime() + timeout.toNanos();
		try (HttpConnection connection = open(server, timeout)) {
			connection.send(RequestText.get(path, connection.host, Keeping.CLOSED));
			return connection.receive(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
		}
	}

	/**
	 * Send a {@code GET} that keeps the connection, and wait for the response.
	 * @param path path and query
	 * @param timeout time allowed
	 * @return the response
	 * @throws RequestFailedException if it did not come
	 */
	public HttpReply get(String path, Duration timeout) throws RequestFailedException {
		send(RequestText.get(path, this.host, Keeping.KEPT));
		return receive(timeout);
	}

	/**
	 * Send bytes as they are, be they half a request or two.
	 * @param text text in ISO 8859-1
	 * @throws RequestFailedException if the connection does not take them
	 */
	public void send(String text) throws RequestFailedException {
		send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/**
	 * Send bytes as they are.
	 * @param bytes any bytes
	 * @throws RequestFailedException if the connection does not take them
	 */
	public void send(byte[] bytes) throws RequestFailedException {
		try {
			this.connection.write(ByteBuffer.wrap(bytes));
		}
		catch (IOException ex) {
			throw new RequestFailedException(FailureClassifier.classify(ex, Phase.AWAITING, false), ex);
		}
	}

	/**
	 * Wait for the next response.
	 * @param timeout time allowed
	 * @return the complete response, whatever its status; interim ones are passed over
	 * @throws RequestFailedException if it did not come
	 */
	public HttpReply receive(Duration timeout) throws RequestFailedException {
		this.deadline.arm(System.nanoTime() + timeout.toNanos());
		try {
			this.reader.reset();
			ResponseHead head = this.reader.readHead();
			int status = head.status;
			Map<String, String> headers = headers(head.text());
			CollectedBody body = new CollectedBody();
			this.reader.readBody(body);
			return new HttpReply(status, headers, body.bytes());
		}
		catch (IOException ex) {
			Phase phase = this.reader.hasBegun() ? Phase.RECEIVING : Phase.AWAITING;
			throw new RequestFailedException(FailureClassifier.classify(ex, phase, this.deadline.hasExpired()), ex);
		}
		finally {
			this.deadline.disarm();
		}
	}

	/**
	 * Return the number of this end's port.
	 * @return port number
	 */
	public int localPort() {
		return this.connection.localPort();
	}

	private static Map<String, String> headers(String head) {
		Map<String, String> headers = new LinkedHashMap<>();
		head.lines().skip(1).filter((line) -> line.contains(":")).forEach((line) -> {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		});
		return headers;
	}

	@Override
	public void close() {
		this.connection.close();
		this.watchdog.close();
	}

}
