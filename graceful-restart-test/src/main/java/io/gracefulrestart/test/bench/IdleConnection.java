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

package io.gracefulrestart.test.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.test.process.ApplicationProcess;

/**
 * A kept-alive connection that is idle unless it is told to ask. There are thousands:
 * each is a socket and nothing else. Not for use by several threads.
 */
final class IdleConnection implements AutoCloseable {

	private static final byte[] REQUEST = "GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n"
		.getBytes(StandardCharsets.US_ASCII);

	private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\nContent-Length: (\\d+)\r\n");

	private static final String END_OF_HEAD = "\r\n\r\n";

	// The chunk of length zero that ends a body without a length.
	private static final String LAST_CHUNK = "\r\n0\r\n\r\n";

	private static final int LONGEST = 4096;

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/**
	 * What came of a request.
	 */
	enum Answer {

		/** The process that was meant has answered, knows this end, and goes on. */
		RIGHT,

		/** Another process has answered, or takes the client for somebody else. */
		WRONG,

		/** The connection was closed or reset, or is about to be. */
		CLOSED

	}

	private final Socket socket = new Socket();

	/**
	 * Connect.
	 * @param port where an application serves on the loopback interface
	 * @throws IOException if there is no connection
	 */
	IdleConnection(int port) throws IOException {
		try {
			// Its close is a reset, so that no TIME_WAIT stays.
			this.socket.setSoLinger(true, 0);
			this.socket.setTcpNoDelay(true);
			this.socket.connect(new InetSocketAddress("127.0.0.1", port), (int) PATIENCE.toMillis());
			this.socket.setSoTimeout((int) PATIENCE.toMillis());
		}
		catch (IOException ex) {
			this.socket.close();
			throw ex;
		}
	}

	/**
	 * Ask who serves.
	 * @param expected the process that should
	 * @return what came of it
	 */
	Answer ask(ApplicationProcess expected) {
		try {
			this.socket.getOutputStream().write(REQUEST);
			String response = response();
			if (response.contains("Connection: close")) {
				return Answer.CLOSED;
			}
			boolean right = response.contains("\"pid\":" + expected.pid() + ",")
					&& response.contains("\"remotePort\":" + this.socket.getLocalPort() + ",");
			return right ? Answer.RIGHT : Answer.WRONG;
		}
		catch (IOException ex) {
			return Answer.CLOSED;
		}
	}

	private String response() throws IOException {
		byte[] bytes = new byte[LONGEST];
		String response = "";
		for (int length = 0; !isComplete(response);) {
			int count = this.socket.getInputStream().read(bytes, length, LONGEST - length);
			if (count <= 0) {
				throw new EOFException("No end of the response: " + response);
			}
			length += count;
			response = new String(bytes, 0, length, StandardCharsets.US_ASCII);
		}
		return response;
	}

	private static boolean isComplete(String response) {
		int head = response.indexOf(END_OF_HEAD);
		if (head < 0) {
			return false;
		}
		Matcher length = CONTENT_LENGTH.matcher(response);
		return length.find() ? response.length() == head + END_OF_HEAD.length() + Integer.parseInt(length.group(1))
				: response.endsWith(LAST_CHUNK);
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			// Nothing is left to be said on it.
		}
	}

}
