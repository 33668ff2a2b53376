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

import org.jspecify.annotations.Nullable;

/**
 * Looks at a body while it comes in and says whether it is the right one. Used anew for
 * each response; confined to the thread of its client.
 */
interface BodyCheck {

	/**
	 * A response begins.
	 * @param head its head, only valid during the call
	 * @param localPort the client's port
	 */
	void begin(ResponseHead head, int localPort);

	/**
	 * A part of the body has come. May block, to read slowly.
	 * @param bytes buffer, only valid during the call
	 * @param offset index of the first byte
	 * @param length number of bytes
	 */
	void accept(byte[] bytes, int offset, int length);

	/**
	 * Say whether the complete body was the right one.
	 * @return {@code null} if it was, else what is wrong with it
	 */
	@Nullable String complaint();

	/**
	 * Turn bytes into text for a complaint.
	 * @param bytes buffer
	 * @param length number of bytes from its beginning
	 * @return at most 120 characters
	 */
	static String excerpt(byte[] bytes, int length) {
		return new String(bytes, 0, Math.min(length, 120), StandardCharsets.ISO_8859_1);
	}

}
