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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Parses a stream of server-sent events as it comes, and compares them with what
 * {@code /sse} of the sample application sends: numbered from 1, in their {@code id} and
 * in their data. (Source: HTML Standard, 9.2.6.) Confined to one thread.
 */
final class EventStream {

	private final StringBuilder line = new StringBuilder();

	private String id = "";

	private String lastId = "";

	private @Nullable String data;

	private @Nullable Duration retry;

	private @Nullable String wrong;

	private long events;

	/**
	 * A stream begins. The last id is kept.
	 */
	void begin() {
		this.line.setLength(0);
		this.id = "";
		this.data = null;
		this.retry = null;
		this.wrong = null;
		this.events = 0;
	}

	/**
	 * A part of the stream has come.
	 * @param bytes buffer
	 * @param offset index of the first byte
	 * @param length number of bytes
	 */
	void accept(byte[] bytes, int offset, int length) {
		for (int i = offset; i < offset + length; i++) {
			if (bytes[i] == '\n') {
				end(this.line.toString());
				this.line.setLength(0);
			}
			else if (bytes[i] != '\r') {
				this.line.append((char) (bytes[i] & 0xff));
			}
		}
	}

	private void end(String field) {
		if (field.isEmpty()) {
			dispatch();
			return;
		}
		int colon = field.indexOf(':');
		String name = (colon < 0) ? field : field.substring(0, colon);
		String value = (colon < 0) ? "" : field.substring(colon + 1);
		value = value.startsWith(" ") ? value.substring(1) : value;
		switch (name) {
			case "id" -> {
				this.id = value;
			}
			case "data" -> {
				this.data = (this.data != null) ? this.data + "\n" + value : value;
			}
			case "retry" -> {
				this.retry = Duration.ofMillis(Long.parseLong(value));
			}
			case "", "event" -> {
				// A comment, or a name that /sse does not use.
			}
			default -> complain("Not a field of an event: " + field);
		}
	}

	private void dispatch() {
		String complete = this.data;
		this.data = null;
		if (complete == null) {
			return;
		}
		this.events++;
		this.lastId = this.id;
		String expected = Long.toString(this.events);
		if (!complete.equals(expected) || !this.id.equals(expected)) {
			complain("Event " + expected + " is '" + complete + "' with id '" + this.id + "'");
		}
	}

	private void complain(String what) {
		this.wrong = (this.wrong != null) ? this.wrong : what;
	}

	/**
	 * Say whether the stream was right, up to its end.
	 * @return {@code null} if it was, else what is wrong with it
	 */
	@Nullable String complaint() {
		if (this.wrong == null && (this.data != null || this.line.length() > 0)) {
			return "The stream ended within event " + (this.events + 1);
		}
		return this.wrong;
	}

	/**
	 * Return how many events have come.
	 * @return number of complete ones since the stream began
	 */
	long events() {
		return this.events;
	}

	/**
	 * Return after which time the client is to come back.
	 * @return the last hint in this stream, or {@code null} if there was none
	 */
	@Nullable Duration retry() {
		return this.retry;
	}

	/**
	 * Return which event was the last of all streams.
	 * @return its id, or an empty text
	 */
	String lastId() {
		return this.lastId;
	}

}
