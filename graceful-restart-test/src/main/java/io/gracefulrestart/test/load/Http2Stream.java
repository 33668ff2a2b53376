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
import java.nio.charset.StandardCharsets;

/**
 * One request on an HTTP/2 connection, and what has come of it. Confined to the thread of
 * its client.
 */
final class Http2Stream {

	private final String path;

	private final ByteArrayOutputStream body = new ByteArrayOutputStream();

	private State state = State.OPEN;

	private int status;

	private int errorCode;

	/**
	 * How far it has come.
	 */
	enum State {

		/** The answer has not come to its end. */
		OPEN,

		/** The answer is complete. */
		ANSWERED,

		/** The server has reset it. */
		RESET,

		/** The server has said that it has not begun with it, and will not. */
		NOT_BEGUN

	}

	Http2Stream(String path) {
		this.path = path;
	}

	String path() {
		return this.path;
	}

	State state() {
		return this.state;
	}

	boolean isOpen() {
		return this.state == State.OPEN;
	}

	/**
	 * Return the status of the answer.
	 * @return three digits, or 0 if it has not come
	 */
	int status() {
		return this.status;
	}

	/**
	 * Return why it was reset.
	 * @return code of RFC 9113, 7
	 */
	int errorCode() {
		return this.errorCode;
	}

	String body() {
		return this.body.toString(StandardCharsets.UTF_8);
	}

	void head(int received) {
		// Interim ones are passed over, and trailers have none.
		this.status = received;
	}

	void data(byte[] bytes) {
		this.body.writeBytes(bytes);
	}

	void end() {
		this.state = State.ANSWERED;
	}

	void reset(int code) {
		this.errorCode = code;
		this.state = State.RESET;
	}

	void notBegun() {
		this.state = State.NOT_BEGUN;
	}

}
