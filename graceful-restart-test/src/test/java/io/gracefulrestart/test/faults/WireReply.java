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

package io.gracefulrestart.test.faults;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A response as it came over a {@link Wire}.
 *
 * @param status status code
 * @param headers headers by name in lower case; of several with one name the last
 * @param body body without its framing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WireReply(int status, Map<String, String> headers, byte[] body) {

	WireReply withBody(byte[] body) {
		return new WireReply(this.status, this.headers, body);
	}

	boolean isChunked() {
		return header("transfer-encoding").equals("chunked");
	}

	int length() {
		assertThat(this.headers).as("length of the body").containsKey("content-length");
		return Integer.parseInt(header("content-length"));
	}

	boolean announcesClose() {
		return header("connection").equals("close");
	}

	/**
	 * Return who answered.
	 * @return process id
	 */
	long pid() {
		return Long.parseLong(header("x-pid"));
	}

	String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

	private String header(String name) {
		return this.headers.getOrDefault(name, "");
	}

	@Override
	public String toString() {
		return this.status + " " + this.headers + ", " + this.body.length + " bytes";
	}

}
