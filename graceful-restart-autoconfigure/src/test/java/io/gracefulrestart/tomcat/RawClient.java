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

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * HTTP/1.1 with a socket in one's own hands. Never tries anything twice; an early end, a
 * reset and anything that is not HTTP is an error.
 */
public final class RawClient implements AutoCloseable {

	private final Socket socket;

	private final InputStream in;

	public RawClient(Socket socket) throws IOException {
		this.socket = socket;
		socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
		socket.setTcpNoDelay(true);
		this.in = new BufferedInputStream(socket.getInputStream());
	}

	public static RawClient connect(int port) throws IOException {
		return new RawClient(new Socket(InetAddress.getByName("127.0.0.1"), port));
	}

	public Socket socket() {
		return this.socket;
	}

	public RawClient send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	public RawClient send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		this.socket.getOutputStream().flush();
		return this;
	}

	public static String request(String method, String path, String... headers) {
		StringBuilder request = new StringBuilder(method).append(' ')
			.append(path)
			.append(" HTTP/1.1\r\nHost: test\r\n");
		for (String header : headers) {
			request.append(header).append("\r\n");
		}
		return request.append("\r\n").toString();
	}

	public RawClient get(String path, String... headers) throws IOException {
		return send(request("GET", path, headers));
	}

	public RawResponse response() throws IOException {
		return response("GET");
	}

	public RawResponse response(String method) throws IOException {
		String status = line();
		assertThat(status).startsWith("HTTP/1.1 ");
		int code = Integer.parseInt(status.substring(9, 12));
		Map<String, List<String>> headers = new TreeMap<>();
		for (String line = line(); !line.isEmpty(); line = line()) {
			int colon = line.indexOf(':');
			headers.computeIfAbsent(line.substring(0, colon).toLowerCase(Locale.ROOT), (key) -> new ArrayList<>())
				.add(line.substring(colon + 1).trim());
		}
		RawResponse head = new RawResponse(code, headers, new byte[0]);
		boolean hasBody = !method.equals("HEAD") && code >= 200 && code != 204 && code != 304;
		return hasBody ? new RawResponse(code, headers, body(head)) : head;
	}

	private byte[] body(RawResponse head) throws IOException {
		if (head.isChunked()) {
			return chunks();
		}
		assertThat(head.header("content-length")).as("body that ends with its connection").isNotEmpty();
		return exactly(Integer.parseInt(head.header("content-length")));
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

	public byte[] exactly(int length) throws IOException {
		byte[] bytes = this.in.readNBytes(length);
		if (bytes.length < length) {
			throw new EOFException("Early end after " + bytes.length + " bytes of " + length);
		}
		return bytes;
	}

	public String line() throws IOException {
		StringBuilder line = new StringBuilder();
		while (true) {
			int next = this.in.read();
			if (next < 0) {
				throw new EOFException("Early end after '" + line + "'");
			}
			if (next == '\n') {
				return line.toString();
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
	}

	/**
	 * Assert that the server has closed the connection in order, and has sent nothing
	 * more.
	 */
	public void assertEnd() throws IOException {
		assertThat(this.in.read()).as("end of the connection").isEqualTo(-1);
	}

	/**
	 * Assert that the connection serves another request.
	 */
	public void assertAlive() throws IOException {
		RawResponse response = get("/hello").response();
		assertThat(response.text()).isEqualTo("hello");
		assertThat(response.saysClose()).isFalse();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
