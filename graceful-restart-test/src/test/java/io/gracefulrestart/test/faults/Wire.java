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

package io.gracefulrestart.test.faults;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection with every byte in the test's hands. Nothing is tried twice; an early end,
 * a reset and whatever is not HTTP/1.1 is an error.
 */
final class Wire implements AutoCloseable {

	// Little, so that the server cannot send much of what nobody reads.
	private static final int RECEIVE_BUFFER_BYTES = 64 * 1024;

	private final Socket socket = new Socket();

	private final InputStream in;

	private final int port;

	Wire(int port) throws IOException {
		this.port = port;
		this.socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
		this.socket.setTcpNoDelay(true);
		int timeout = (int) Rig.LONG.toMillis();
		this.socket.connect(new InetSocketAddress(Rig.HOST, port), timeout);
		this.socket.setSoTimeout(timeout);
		this.in = new BufferedInputStream(this.socket.getInputStream());
	}

	void send(String text) throws IOException {
		send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	void send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
	}

	/**
	 * Return whether the server has read everything that was sent.
	 * @return {@code false} also while nobody has accepted the connection
	 */
	boolean isRead() {
		return Sockets.unread(this.port, this.socket.getLocalPort()) == 0;
	}

	/**
	 * Receive a response, interim ones included.
	 * @return the response
	 * @throws IOException if it does not come to its right end
	 */
	WireReply receive() throws IOException {
		WireReply head = receiveHead();
		if (head.status() < 200) {
			return head;
		}
		return head.withBody(head.isChunked() ? chunks() : exactly(head.length()));
	}

	/**
	 * Receive the head of a response, and leave its body.
	 * @return the response without its body
	 * @throws IOException if it does not come
	 */
	WireReply receiveHead() throws IOException {
		String status = line();
		assertThat(status).startsWith("HTTP/1.1 ");
		Map<String, String> headers = new TreeMap<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
		}
		return new WireReply(Integer.parseInt(status.substring(9, 12)), headers, new byte[0]);
	}

	private byte[] chunks() throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		while (true) {
			int length = Integer.parseInt(line(), 16);
			body.write(exactly(length));
			assertThat(line()).as("end of a chunk, or no trailer").isEmpty();
			if (length == 0) {
				return body.toByteArray();
			}
		}
	}

	byte[] exactly(int length) throws IOException {
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("Early end after " + bytes.length + " bytes of " + length);
		}
		return bytes;
	}

	private String line() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.in.read(); next != '\n'; next = this.in.read()) {
			if (next < 0) {
				throw new EOFException("Early end after '" + line + "'");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	/**
	 * Assert that the server ends the connection in order, and sends nothing more.
	 * @throws IOException if it was reset
	 */
	void assertEnd() throws IOException {
		assertThat(this.in.read()).as("end of the connection").isEqualTo(-1);
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
