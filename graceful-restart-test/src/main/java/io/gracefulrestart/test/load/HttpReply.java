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
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A complete response.
 */
public final class HttpReply {

	private final int status;

	private final Map<String, String> headers;

	private final byte[] body;

	HttpReply(int status, Map<String, String> headers, byte[] body) {
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	/**
	 * Return the status code.
	 * @return three digits
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Return the headers.
	 * @return headers by name in lower case; of several with one name the last
	 */
	public Map<String, String> headers() {
		return Collections.unmodifiableMap(this.headers);
	}

	/**
	 * Return the body.
	 * @return bytes without the framing
	 */
	public byte[] body() {
		return this.body.clone();
	}

	/**
	 * Return a header.
	 * @param name its name in any case
	 * @return its value, or empty
	 */
	public Optional<String> header(String name) {
		return Optional.ofNullable(this.headers.get(name.toLowerCase(Locale.ROOT)));
	}

	/**
	 * Return the body as text.
	 * @return body, decoded as UTF-8
	 */
	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	/**
	 * Return who answered.
	 * @return the process that the headers name, 0 where they do not
	 */
	public Answerer answerer() {
		return new Answerer(header("X-Generation").map(Integer::parseInt).orElse(0),
				header("X-Pid").map(Long::parseLong).orElse(0L));
	}

	/**
	 * Return whether the server announces that it will close the connection.
	 * @return whether there is {@code Connection: close}
	 */
	public boolean announcesClose() {
		return header("Connection").filter("close"::equalsIgnoreCase).isPresent();
	}

	@Override
	public String toString() {
		return this.status + " " + this.headers + " " + text();
	}

}
