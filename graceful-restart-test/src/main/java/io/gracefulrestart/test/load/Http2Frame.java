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
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * A frame of HTTP/2. (Source: RFC 9113, 4.1 and 6.) Immutable.
 *
 * <pre>
 * bytes  content
 * 0-2    length of the payload
 * 3      type
 * 4      flags
 * 5-8    stream, 0 for the connection
 * 9-     payload
 * </pre>
 */
final class Http2Frame {

	static final int DATA = 0;

	static final int HEADERS = 1;

	static final int PRIORITY = 2;

	static final int RST_STREAM = 3;

	static final int SETTINGS = 4;

	static final int PING = 6;

	static final int GOAWAY = 7;

	static final int WINDOW_UPDATE = 8;

	static final int CONTINUATION = 9;

	/** Of DATA and HEADERS. */
	static final int END_STREAM = 0x1;

	/** Of SETTINGS and PING. */
	static final int ACK = 0x1;

	/** Of HEADERS and CONTINUATION. */
	static final int END_HEADERS = 0x4;

	private static final int PADDED = 0x8;

	private static final int WITH_PRIORITY = 0x20;

	private static final int HEAD_BYTES = 9;

	// What a server may send to who has not allowed more.
	private static final int LONGEST = 16384;

	private final int type;

	private final int flags;

	private final int stream;

	private final byte[] payload;

	Http2Frame(int type, int flags, int stream, byte... payload) {
		this.type = type;
		this.flags = flags;
		this.stream = stream;
		this.payload = payload;
	}

	/**
	 * Take a frame from a buffer.
	 * @param input what has been received; its position is moved if the frame is complete
	 * @return the frame, or {@code null} if more has to come
	 * @throws MalformedResponseException if no such frame may come
	 */
	static @Nullable Http2Frame poll(ByteBuffer input) throws MalformedResponseException {
		if (input.remaining() < HEAD_BYTES) {
			return null;
		}
		int start = input.position();
		int length = input.getInt(start) >>> 8;
		if (length > LONGEST) {
			throw new MalformedResponseException("A frame of " + length + " bytes, or no frame");
		}
		if (input.remaining() < HEAD_BYTES + length) {
			return null;
		}
		byte[] payload = new byte[length];
		input.position(start + HEAD_BYTES);
		input.get(payload);
		return new Http2Frame(input.get(start + 3) & 0xff, input.get(start + 4) & 0xff,
				input.getInt(start + 5) & Integer.MAX_VALUE, payload);
	}

	ByteBuffer encode() {
		return ByteBuffer.allocate(HEAD_BYTES + this.payload.length)
			.putInt((this.payload.length << 8) | this.type)
			.put((byte) this.flags)
			.putInt(this.stream)
			.put(this.payload)
			.flip();
	}

	int type() {
		return this.type;
	}

	int stream() {
		return this.stream;
	}

	int length() {
		return this.payload.length;
	}

	boolean has(int flag) {
		return (this.flags & flag) != 0;
	}

	/**
	 * Return a number of the payload.
	 * @param offset where it begins
	 * @return four bytes
	 * @throws MalformedResponseException if there are fewer
	 */
	int number(int offset) throws MalformedResponseException {
		if (offset + Integer.BYTES > this.payload.length) {
			throw new MalformedResponseException(this + " is too short");
		}
		return ByteBuffer.wrap(this.payload).getInt(offset);
	}

	/**
	 * Return the frame that acknowledges this one.
	 * @return frame of the same type, with the payload of a PING
	 */
	Http2Frame acknowledgement() {
		return new Http2Frame(this.type, ACK, 0, (this.type == PING) ? this.payload : new byte[0]);
	}

	/**
	 * Return what DATA, HEADERS or CONTINUATION carry.
	 * @return payload without the padding and the priority
	 * @throws MalformedResponseException if there is more padding than payload
	 */
	byte[] content() throws MalformedResponseException {
		boolean padded = this.type != CONTINUATION && has(PADDED);
		int from = padded ? 1 : 0;
		int to = this.payload.length - ((padded && this.payload.length > 0) ? this.payload[0] & 0xff : 0);
		from += (this.type == HEADERS && has(WITH_PRIORITY)) ? 5 : 0;
		if (from > to) {
			throw new MalformedResponseException(this + " is too short");
		}
		return Arrays.copyOfRange(this.payload, from, to);
	}

	@Override
	public String toString() {
		return "Frame of type " + this.type + " on stream " + this.stream + " with " + this.payload.length + " bytes";
	}

}
