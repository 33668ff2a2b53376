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

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * HTTP/2 with a socket in one's own hands: prior knowledge, GET without a body, one
 * answer after the other. Remembers what the server said of the end.
 */
final class RawHttp2 implements AutoCloseable {

	private static final int DATA = 0;

	private static final int HEADERS = 1;

	private static final int SETTINGS = 4;

	private static final int PING = 6;

	private static final int GOAWAY = 7;

	private static final int ACK = 1;

	private static final int END_STREAM = 1;

	private static final int END_HEADERS = 4;

	private final Socket socket;

	private final DataInputStream in;

	private final DataOutputStream out;

	private final List<Integer> goaways = new ArrayList<>();

	private int lastStream = -1;

	private RawHttp2(Socket socket) throws IOException {
		this.socket = socket;
		socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(10));
		this.in = new DataInputStream(socket.getInputStream());
		// Whole frames: Tomcat knows a preface only if all of it is there.
		this.out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
	}

	static RawHttp2 connect(int port) throws IOException {
		RawHttp2 client = new RawHttp2(new Socket(InetAddress.getByName("127.0.0.1"), port));
		client.out.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
		client.send(SETTINGS, 0, 0, new byte[0]);
		return client;
	}

	/**
	 * Return the last streams that the server has named when it announced the end.
	 */
	List<Integer> goaways() {
		return this.goaways;
	}

	/**
	 * Begin a stream.
	 * @return its number
	 */
	int get(String path) throws IOException {
		this.lastStream += 2;
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		// GET and http, both of the static table.
		block.write(0x82);
		block.write(0x86);
		literal(block, 4, path);
		literal(block, 1, "test");
		send(HEADERS, END_HEADERS | END_STREAM, this.lastStream, block.toByteArray());
		return this.lastStream;
	}

	private static void literal(ByteArrayOutputStream block, int name, String value) throws IOException {
		block.write(name);
		block.write(value.length());
		block.write(value.getBytes(StandardCharsets.US_ASCII));
	}

	/**
	 * Read to the end of a stream.
	 * @return its body
	 */
	String body(int stream) throws IOException {
		StringBuilder body = new StringBuilder();
		while (true) {
			Frame frame = next();
			if (frame == null) {
				throw new IOException("End of file before the end of stream " + stream);
			}
			if (frame.stream == stream && frame.type == DATA) {
				body.append(StandardCharsets.US_ASCII.decode(frame.payload));
			}
			if (frame.stream == stream && (frame.flags & END_STREAM) != 0) {
				return body.toString();
			}
		}
	}

	/**
	 * Read until the server has announced the end so often.
	 */
	void awaitGoaways(int count) throws IOException {
		while (this.goaways.size() < count) {
			if (next() == null) {
				throw new IOException("End of file after " + this.goaways.size() + " GOAWAY");
			}
		}
	}

	/**
	 * Read until the server closes.
	 */
	void awaitEnd() throws IOException {
		Frame frame = next();
		while (frame != null) {
			frame = next();
		}
	}

	private @Nullable Frame next() throws IOException {
		int first = this.in.read();
		if (first == -1) {
			return null;
		}
		int length = first << 16 | this.in.readUnsignedShort();
		byte[] payload = new byte[length];
		Frame frame = new Frame(this.in.readUnsignedByte(), this.in.readUnsignedByte(), this.in.readInt(),
				ByteBuffer.wrap(payload));
		this.in.readFully(payload);
		if ((frame.type == SETTINGS || frame.type == PING) && (frame.flags & ACK) == 0) {
			send(frame.type, ACK, 0, (frame.type == PING) ? payload : new byte[0]);
		}
		if (frame.type == GOAWAY) {
			this.goaways.add(frame.payload.getInt());
		}
		return frame;
	}

	private void send(int type, int flags, int stream, byte[] payload) throws IOException {
		this.out.writeByte(payload.length >> 16);
		this.out.writeShort(payload.length);
		this.out.writeByte(type);
		this.out.writeByte(flags);
		this.out.writeInt(stream);
		this.out.write(payload);
		this.out.flush();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

	private record Frame(int type, int flags, int stream, ByteBuffer payload) {

	}

}
