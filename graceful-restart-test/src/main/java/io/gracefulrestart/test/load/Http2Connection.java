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

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The client's end of one HTTP/2 connection after the other. It does what the protocol
 * asks of everybody: acknowledges, gives room, and keeps account of the streams. (Source:
 * RFC 9113.) Confined to the thread of its client.
 */
final class Http2Connection {

	private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

	// HEADER_TABLE_SIZE (1) and ENABLE_PUSH (2) are 0.
	private static final byte[] SETTINGS = { 0, 1, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0 };

	// A quarter of what the server may send before it has to wait.
	private static final int WINDOW_STEP = 16 * 1024;

	private final ClientConnection connection;

	private final Target.Security security;

	private final String authority;

	private final Map<Integer, Http2Stream> streams = new LinkedHashMap<>();

	private final ByteArrayOutputStream block = new ByteArrayOutputStream();

	private int nextStream;

	private int received;

	private int goAways;

	private int errorCode;

	private @Nullable Http2Stream ending;

	Http2Connection(ClientConnection connection, Target.Security security, String authority) {
		this.connection = connection;
		this.security = security;
		this.authority = authority;
	}

	/**
	 * Connect, and say what goes before everything else.
	 * @throws IOException if that fails
	 */
	void open() throws IOException {
		this.streams.clear();
		this.block.reset();
		this.nextStream = 1;
		this.received = 0;
		this.goAways = 0;
		this.errorCode = 0;
		this.ending = null;
		this.connection.open();
		ByteBuffer settings = new Http2Frame(Http2Frame.SETTINGS, 0, 0, SETTINGS).encode();
		this.connection
			.write(ByteBuffer.allocate(PREFACE.length + settings.remaining()).put(PREFACE).put(settings).flip());
	}

	boolean isOpen() {
		return this.connection.isOpen();
	}

	/**
	 * Send requests at once, each on a stream of its own.
	 * @param requests the new streams
	 * @throws IOException if the connection does not take them
	 */
	void send(List<Http2Stream> requests) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		for (Http2Stream request : requests) {
			byte[] fields = Hpack.get(request.path(), this.authority, this.security);
			this.streams.put(this.nextStream, request);
			bytes.writeBytes(new Http2Frame(Http2Frame.HEADERS, Http2Frame.END_STREAM | Http2Frame.END_HEADERS,
					this.nextStream, fields)
				.encode()
				.array());
			this.nextStream += 2;
		}
		this.connection.write(ByteBuffer.wrap(bytes.toByteArray()));
	}

	/**
	 * Wait for a frame, and act on it.
	 * @throws IOException if none comes, or one that may not come
	 */
	void receive() throws IOException {
		Http2Frame frame = Http2Frame.poll(this.connection.input());
		while (frame == null) {
			this.connection.fill();
			frame = Http2Frame.poll(this.connection.input());
		}
		handle(frame);
	}

	/**
	 * Act on the frames that have come, or come soon.
	 * @param patience how long to wait for the first
	 * @throws IOException if the connection has ended, or one came that may not come
	 */
	void receive(Duration patience) throws IOException {
		// What came with the last answer has been received, and waits.
		if (handleAll() == 0 && this.connection.fill(patience)) {
			handleAll();
		}
	}

	private int handleAll() throws MalformedResponseException {
		int handled = 0;
		Http2Frame frame = Http2Frame.poll(this.connection.input());
		while (frame != null) {
			handle(frame);
			handled++;
			frame = Http2Frame.poll(this.connection.input());
		}
		return handled;
	}

	/**
	 * Return how often the server has said that it leaves.
	 * @return number of GOAWAY frames on this connection
	 */
	int goAways() {
		return this.goAways;
	}

	/**
	 * Return why it leaves.
	 * @return code of the last GOAWAY, 0 if nothing is wrong
	 */
	int errorCode() {
		return this.errorCode;
	}

	private void handle(Http2Frame frame) throws MalformedResponseException {
		if (this.block.size() > 0 && frame.type() != Http2Frame.CONTINUATION) {
			throw new MalformedResponseException(frame + " within a block of fields");
		}
		switch (frame.type()) {
			case Http2Frame.DATA -> data(frame);
			case Http2Frame.HEADERS, Http2Frame.CONTINUATION -> fields(frame);
			case Http2Frame.RST_STREAM -> stream(frame).reset(frame.number(0));
			case Http2Frame.SETTINGS, Http2Frame.PING -> acknowledge(frame);
			case Http2Frame.GOAWAY -> goAway(frame);
			case Http2Frame.WINDOW_UPDATE, Http2Frame.PRIORITY -> {
				// Requests without a body need no room, and there is only one opinion.
			}
			default -> throw new MalformedResponseException(frame + " was not asked for");
		}
	}

	private void data(Http2Frame frame) throws MalformedResponseException {
		Http2Stream stream = stream(frame);
		stream.data(frame.content());
		this.received += frame.length();
		if (this.received >= WINDOW_STEP) {
			byte[] more = ByteBuffer.allocate(Integer.BYTES).putInt(this.received).array();
			this.received = 0;
			reply(new Http2Frame(Http2Frame.WINDOW_UPDATE, 0, 0, more));
		}
		if (frame.has(Http2Frame.END_STREAM)) {
			stream.end();
		}
	}

	private void fields(Http2Frame frame) throws MalformedResponseException {
		Http2Stream stream = stream(frame);
		this.block.writeBytes(frame.content());
		if (frame.type() == Http2Frame.HEADERS && frame.has(Http2Frame.END_STREAM)) {
			this.ending = stream;
		}
		if (frame.has(Http2Frame.END_HEADERS)) {
			if (stream.status() < 200) {
				stream.head(Hpack.status(this.block.toByteArray()));
			}
			this.block.reset();
			if (this.ending != null) {
				this.ending.end();
				this.ending = null;
			}
		}
	}

	private void acknowledge(Http2Frame frame) {
		if (!frame.has(Http2Frame.ACK)) {
			reply(frame.acknowledgement());
		}
	}

	private void reply(Http2Frame frame) {
		try {
			this.connection.write(frame.encode());
		}
		catch (IOException ex) {
			// The server may have answered before it has closed: what can be read
			// decides, and it ends with this error or another.
		}
	}

	private void goAway(Http2Frame frame) throws MalformedResponseException {
		int last = frame.number(0) & Integer.MAX_VALUE;
		this.errorCode = frame.number(Integer.BYTES);
		this.goAways++;
		this.streams.forEach((id, stream) -> {
			if (id > last && stream.isOpen()) {
				stream.notBegun();
			}
		});
	}

	private Http2Stream stream(Http2Frame frame) throws MalformedResponseException {
		Http2Stream stream = this.streams.get(frame.stream());
		if (stream == null || !stream.isOpen()) {
			throw new MalformedResponseException(frame + ", which is not open");
		}
		return stream;
	}

	/**
	 * Forget the streams that are over.
	 */
	void tidy() {
		this.streams.values().removeIf((stream) -> !stream.isOpen());
	}

	void close() {
		this.connection.close();
	}

}
