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

import java.nio.charset.StandardCharsets;

/**
 * Status line and the few headers that matter to a client, parsed without allocation and
 * used anew for each response. Confined to the thread of its client.
 */
final class ResponseHead {

	static final long UNKNOWN_LENGTH = -1;

	private static final byte[] CONTENT_LENGTH = name("content-length");

	private static final byte[] TRANSFER_ENCODING = name("transfer-encoding");

	private static final byte[] CONNECTION = name("connection");

	private static final byte[] X_PID = name("x-pid");

	private static final byte[] X_GENERATION = name("x-generation");

	private static final byte[] CLOSE = name("close");

	private static final byte[] KEEP_ALIVE = name("keep-alive");

	private static final byte[] CHUNKED = name("chunked");

	private static final byte[] HTTP_1 = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

	private byte[] bytes = new byte[0];

	private int from;

	private int to;

	int status;

	long contentLength;

	boolean chunked;

	/**
	 * Whether the server will close the connection after this response, and says so.
	 */
	boolean announcesClose;

	long pid;

	int generation;

	/**
	 * Parse a head.
	 * @param source buffer, which must stay as it is as long as {@link #text()} is wanted
	 * @param start index of the first byte of the status line
	 * @param end index behind the empty line that ends the head
	 * @throws MalformedResponseException if it is no HTTP/1.x head
	 */
	void parse(byte[] source, int start, int end) throws MalformedResponseException {
		this.bytes = source;
		this.from = start;
		this.to = end;
		this.contentLength = UNKNOWN_LENGTH;
		this.chunked = false;
		this.pid = 0;
		this.generation = 0;
		int line = lineEnd(start);
		parseStatus(start, line);
		for (int next = line + 2; next < end - 2; next = line + 2) {
			line = lineEnd(next);
			parseHeader(next, line);
		}
	}

	/**
	 * Return the head as it came.
	 * @return status line and headers; only valid until more is read from the connection
	 */
	String text() {
		return new String(this.bytes, this.from, this.to - this.from, StandardCharsets.ISO_8859_1);
	}

	/**
	 * Return whether the body ends with the connection.
	 * @return {@code true} if no header says how long the body is
	 */
	boolean endsWithConnection() {
		return !this.chunked && this.contentLength == UNKNOWN_LENGTH && !hasNoBody();
	}

	/**
	 * Return whether there cannot be a body. (Source: RFC 9112, 6.3.)
	 * @return {@code true} for 1xx, 204 and 304
	 */
	boolean hasNoBody() {
		return this.status < 200 || this.status == 204 || this.status == 304;
	}

	private void parseStatus(int start, int end) throws MalformedResponseException {
		// HTTP/1.1 200, a blank and a reason that may be missing
		if (end - start < 12 || !startsWith(start, HTTP_1) || this.bytes[start + 8] != ' ') {
			throw new MalformedResponseException("Not a status line: " + excerpt(start, end));
		}
		this.status = (int) number(start + 9, start + 12);
		this.announcesClose = this.bytes[start + 7] == '0';
	}

	private void parseHeader(int start, int end) throws MalformedResponseException {
		int colon = start;
		while (colon < end && this.bytes[colon] != ':') {
			colon++;
		}
		if (colon == end || colon == start) {
			throw new MalformedResponseException("Not a header: " + excerpt(start, end));
		}
		int value = colon + 1;
		while (value < end && this.bytes[value] == ' ') {
			value++;
		}
		if (is(start, colon, CONTENT_LENGTH)) {
			this.contentLength = number(value, end);
		}
		else if (is(start, colon, TRANSFER_ENCODING)) {
			this.chunked = is(value, end, CHUNKED);
		}
		else if (is(start, colon, X_PID)) {
			this.pid = number(value, end);
		}
		else if (is(start, colon, X_GENERATION)) {
			this.generation = (int) number(value, end);
		}
		else if (is(start, colon, CONNECTION)) {
			this.announcesClose = is(value, end, CLOSE) || (this.announcesClose && !is(value, end, KEEP_ALIVE));
		}
	}

	private int lineEnd(int start) {
		int i = start;
		while (this.bytes[i] != '\r' || this.bytes[i + 1] != '\n') {
			i++;
		}
		return i;
	}

	private long number(int start, int end) throws MalformedResponseException {
		long number = 0;
		for (int i = start; i < end; i++) {
			int digit = this.bytes[i] - '0';
			if (digit < 0 || digit > 9) {
				throw new MalformedResponseException("Not a number: " + excerpt(start, end));
			}
			number = number * 10 + digit;
		}
		return number;
	}

	private boolean startsWith(int start, byte[] wanted) {
		for (int i = 0; i < wanted.length; i++) {
			if (this.bytes[start + i] != wanted[i]) {
				return false;
			}
		}
		return true;
	}

	private boolean is(int start, int end, byte[] lowerCase) {
		if (end - start != lowerCase.length) {
			return false;
		}
		for (int i = 0; i < lowerCase.length; i++) {
			byte letter = this.bytes[start + i];
			if (((letter >= 'A' && letter <= 'Z') ? letter + 32 : letter) != lowerCase[i]) {
				return false;
			}
		}
		return true;
	}

	private String excerpt(int start, int end) {
		return "'" + new String(this.bytes, start, Math.min(end - start, 60), StandardCharsets.ISO_8859_1) + "'";
	}

	private static byte[] name(String name) {
		return name.getBytes(StandardCharsets.US_ASCII);
	}

}
