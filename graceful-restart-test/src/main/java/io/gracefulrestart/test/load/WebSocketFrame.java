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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A frame of a WebSocket. (Source: RFC 6455, 5.2.) Immutable.
 *
 * <pre>
 * byte  bits  content
 * 0     7     last frame of its message; all are, here
 * 0     6-4   zero, without extensions
 * 0     3-0   opcode
 * 1     7     masked; the client's are, the server's are not
 * 1     6-0   length of the payload, or 126 and two bytes more, or 127 and eight bytes more
 * </pre>
 */
final class WebSocketFrame {

	static final int TEXT = 1;

	static final int CLOSE = 8;

	static final int PING = 9;

	static final int PONG = 10;

	/**
	 * What a close frame without a payload means. (Source: RFC 6455, 7.4.1.)
	 */
	static final int NO_CODE = 1005;

	private static final int LAST = 0x80;

	private static final int MASKED = 0x80;

	private static final int TWO_BYTES = 126;

	private static final int EIGHT_BYTES = 127;

	private static final int LONGEST = 0xffff;

	private final int opcode;

	private final byte[] payload;

	WebSocketFrame(int opcode, byte[] payload) {
		this.opcode = opcode;
		this.payload = payload;
	}

	static WebSocketFrame text(String text) {
		return new WebSocketFrame(TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

	static WebSocketFrame close(int code) {
		return new WebSocketFrame(CLOSE, new byte[] { (byte) (code >> 8), (byte) code });
	}

	/**
	 * Take a frame of the server from a buffer.
	 * @param input what has been received; its position is moved if the frame is complete
	 * @return the frame, or {@code null} if more has to come
	 * @throws MalformedResponseException if no such frame may come
	 */
	static @Nullable WebSocketFrame poll(ByteBuffer input) throws MalformedResponseException {
		if (input.remaining() < 2) {
			return null;
		}
		int start = input.position();
		int first = input.get(start) & 0xff;
		int length = input.get(start + 1) & 0xff;
		if ((first & 0xf0) != LAST || length == EIGHT_BYTES || (length & MASKED) != 0) {
			throw new MalformedResponseException("Not a frame of a server: %02x %02x".formatted(first, length));
		}
		int head = 2;
		if (length == TWO_BYTES) {
			head = 4;
			length = (input.remaining() < head) ? LONGEST : input.getShort(start + 2) & 0xffff;
		}
		if (input.remaining() < head + length) {
			return null;
		}
		byte[] payload = new byte[length];
		input.position(start + head);
		input.get(payload);
		return new WebSocketFrame(first & 0x0f, payload);
	}

	/**
	 * Return the frame as a client sends it.
	 * @param mask four bytes that the payload is disguised with
	 * @return bytes, ready to be written
	 */
	ByteBuffer masked(int mask) {
		int length = this.payload.length;
		if (length >= TWO_BYTES) {
			throw new IllegalArgumentException("A client here says less than " + length + " bytes");
		}
		ByteBuffer bytes = ByteBuffer.allocate(6 + length);
		bytes.put((byte) (LAST | this.opcode)).put((byte) (MASKED | length)).putInt(mask);
		for (int i = 0; i < length; i++) {
			bytes.put((byte) (this.payload[i] ^ (mask >> (8 * (3 - i % 4)))));
		}
		return bytes.flip();
	}

	int opcode() {
		return this.opcode;
	}

	/**
	 * Return the frame that answers this one.
	 * @param reply opcode of the answer
	 * @return a frame with the same payload
	 */
	WebSocketFrame answer(int reply) {
		return new WebSocketFrame(reply, this.payload);
	}

	String text() {
		return new String(this.payload, StandardCharsets.UTF_8);
	}

	/**
	 * Return why the session is closed.
	 * @return status code of a close frame
	 */
	int closeCode() {
		return (this.payload.length < 2) ? NO_CODE : ByteBuffer.wrap(this.payload).getShort() & 0xffff;
	}

}
