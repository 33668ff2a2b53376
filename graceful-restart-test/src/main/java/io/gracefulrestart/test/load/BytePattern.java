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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The bytes of which bodies are made: byte i is i mod 251, so that a shift by any power
 * of two, such as a buffer's size, shows.
 */
final class BytePattern {

	static final int PERIOD = 251;

	/**
	 * Longest slice.
	 */
	static final int SLICE_BYTES = 128 * PERIOD;

	private static final ByteBuffer BYTES = bytes();

	private BytePattern() {
	}

	static byte at(long index) {
		return (byte) (index % PERIOD);
	}

	/**
	 * Return a part of the pattern.
	 * @param from index of its first byte
	 * @param length number of bytes, at most {@value #SLICE_BYTES}
	 * @return buffer of its own over shared bytes
	 */
	static ByteBuffer slice(long from, int length) {
		return BYTES.slice((int) (from % PERIOD), length);
	}

	static String sha256(long length) {
		try {
			MessageDigest digest = MessageDigest.getInstance("SHA-256");
			for (long done = 0; done < length; done += SLICE_BYTES) {
				digest.update(slice(done, (int) Math.min(SLICE_BYTES, length - done)));
			}
			return HexFormat.of().formatHex(digest.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

	private static ByteBuffer bytes() {
		ByteBuffer bytes = ByteBuffer.allocateDirect(SLICE_BYTES + PERIOD);
		for (int i = 0; bytes.hasRemaining(); i++) {
			bytes.put(at(i));
		}
		return bytes.flip().asReadOnlyBuffer();
	}

}
