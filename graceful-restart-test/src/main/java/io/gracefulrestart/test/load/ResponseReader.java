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

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Reads HTTP/1.1 responses from a connection: bodies with a length, in chunks, and those
 * that end with the connection. Confined to the thread of its client.
 */
final class ResponseReader {

	// The only one of its hundred that no other response follows.
	private static final int SWITCHING_PROTOCOLS = 101;

	private final ClientConnection connection;

	private final ResponseHead head = new ResponseHead();

	private boolean begun;

	ResponseReader(ClientConnection connection) {
		this.connection = connection;
	}

	/**
	 * Return whether a byte of the current response has come.
	 * @return {@code false} before the first byte
	 */
	boolean hasBegun() {
		return this.begun;
	}

	/**
	 * Forget the response before.
	 */
	void reset() {
		this.begun = false;
	}

	/**
	 * Read the head of the next final response; interim ones (1xx) are passed over.
	 * @return the head, valid until the next one is read
	 * @throws IOException if it does not come, or is none
	 */
	ResponseHead readHead() throws IOException {
		ByteBuffer input = this.connection.input();
		do {
			this.begun |= input.hasRemaining();
			int length = headLength(0);
			while (length < 0) {
				int seen = input.remaining();
				this.connection.fill();
				this.begun = true;
				length = headLength(Math.max(0, seen - 3));
			}
			this.head.parse(this.connection.bytes(), input.position(), input.position() + length);
			input.position(input.position() + length);
		}
		while (this.head.status < 200 && this.head.status != SWITCHING_PROTOCOLS);
		return this.head;
	}

	/**
	 * Read the body that belongs to the head read last, up to its end.
	 * @param check is shown the body
	 * @throws IOException if it does not come to its end
	 */
	void readBody(BodyCheck check) throws IOException {
		if (this.head.hasNoBody()) {
			return;
		}
		if (this.head.chunked) {
			readChunks(check);
		}
		else if (this.head.endsWithConnection()) {
			readToEnd(check);
		}
		else {
			readBytes(this.head.contentLength, check);
		}
	}

	private int headLength(int start) {
		ByteBuffer input = this.connection.input();
		byte[] bytes = this.connection.bytes();
		for (int i = input.position() + start; i + 3 < input.limit(); i++) {
			if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
				return i + 4 - input.position();
			}
		}
		return -1;
	}

	private void readBytes(long length, BodyCheck check) throws IOException {
		ByteBuffer input = this.connection.input();
		long left = length;
		while (left > 0) {
			if (!input.hasRemaining()) {
				this.connection.fill();
			}
			int count = (int) Math.min(left, input.remaining());
			check.accept(this.connection.bytes(), input.position(), count);
			input.position(input.position() + count);
			left -= count;
		}
	}

	private void readToEnd(BodyCheck check) throws IOException {
		try {
			readBytes(Long.MAX_VALUE, check);
		}
		catch (EOFException ex) {
			// That is how such a body ends.
		}
	}

	private void readChunks(BodyCheck check) throws IOException {
		long size = readChunkSize();
		while (size > 0) {
			readBytes(size, check);
			expectLineEnd();
			size = readChunkSize();
		}
		// Trailers are lines too; an empty one ends the body.
		int trailer;
		do {
			trailer = readLineLength();
		}
		while (trailer > 0);
	}

	private long readChunkSize() throws IOException {
		long size = 0;
		for (int digits = 0; digits <= 15; digits++) {
			int next = next();
			int digit = Character.digit(next, 16);
			if (digit < 0) {
				if (digits == 0 || (next != '\r' && next != ';')) {
					break;
				}
				while (next != '\n') {
					next = next();
				}
				return size;
			}
			size = size * 16 + digit;
		}
		throw new MalformedResponseException("Not the size of a chunk");
	}

	private int readLineLength() throws IOException {
		int length = 0;
		for (int next = next(); next != '\n'; next = next()) {
			length += (next != '\r') ? 1 : 0;
		}
		return length;
	}

	private void expectLineEnd() throws IOException {
		if (next() != '\r' || next() != '\n') {
			throw new MalformedResponseException("A chunk is longer than it said");
		}
	}

	private int next() throws IOException {
		ByteBuffer input = this.connection.input();
		if (!input.hasRemaining()) {
			this.connection.fill();
		}
		return input.get() & 0xff;
	}

}
