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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A response as it came over the wire: header names in lower case, the body without its
 * chunks.
 */
public final class RawResponse {

	private final int status;

	private final Map<String, List<String>> headers;

	private final byte[] body;

	RawResponse(int status, Map<String, List<String>> headers, byte[] body) {
		this.status = status;
		this.headers = headers;
		this.body = body;
	}

	public int status() {
		return this.status;
	}

	public byte[] body() {
		return this.body;
	}

	public String header(String name) {
		return String.join(", ", this.headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of()));
	}

	public boolean saysClose() {
		return header("connection").equals("close");
	}

	boolean isChunked() {
		return header("transfer-encoding").equals("chunked");
	}

	public String text() {
		return new String(this.body, StandardCharsets.UTF_8);
	}

}
