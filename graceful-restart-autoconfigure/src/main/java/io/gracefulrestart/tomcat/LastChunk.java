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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The end of a chunked body, RFC 9112, section 7.1: a line with a zero, and an empty line
 * after the trailer fields, if there are any.
 */
final class LastChunk {

	private static final ByteBuffer ALONE = StandardCharsets.US_ASCII.encode("0\r\n\r\n");

	private static final ByteBuffer AFTER_ANOTHER = StandardCharsets.US_ASCII.encode("\r\n0\r\n\r\n");

	private LastChunk() {
	}

	/**
	 * Return whether a body that has ended somewhere in what was read last has ended with
	 * it, so that nothing has been received after the body. Tomcat's filter knows, and
	 * does not tell.
	 * @param input what was read last, between position and limit
	 * @return {@code false} also if that is not certain: the body has trailer fields, or
	 * what looks like its end occurs more than once
	 */
	static boolean isEndOf(ByteBuffer input) {
		if (input.equals(ALONE)) {
			return true;
		}
		int last = input.limit() - AFTER_ANOTHER.limit();
		for (int i = input.position(); i <= last; i++) {
			if (input.slice(i, AFTER_ANOTHER.limit()).equals(AFTER_ANOTHER)) {
				return i == last;
			}
		}
		return false;
	}

}
