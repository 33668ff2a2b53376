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

package io.gracefulrestart.fd;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.file.Path;

/**
 * Paths as the bytes that the kernel knows them by, in the encoding that the JDK uses for
 * file names.
 */
final class UnixPaths {

	/**
	 * Bytes of the longest path that a Unix socket can have: {@code sun_path} has 108
	 * with the terminating zero, see unix(7).
	 */
	static final int MAXIMUM_LENGTH = 107;

	private static final Charset CHARSET = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

	private UnixPaths() {
	}

	static byte[] encode(Path path) {
		try {
			ByteBuffer encoded = CHARSET.newEncoder().encode(CharBuffer.wrap(path.toString()));
			byte[] bytes = new byte[encoded.remaining()];
			encoded.get(bytes);
			return bytes;
		}
		catch (CharacterCodingException ex) {
			throw new IllegalArgumentException("Path '" + path + "' cannot be written in this process's file name"
					+ " encoding " + CHARSET + "; use plain letters, or a UTF-8 locale", ex);
		}
	}

	/**
	 * Return the bytes of a Unix socket's path.
	 * @param path the path
	 * @return its bytes, without terminating zero
	 * @throws IllegalArgumentException if it is empty, too long for a socket address, or
	 * cannot be encoded
	 */
	static byte[] encodeSocketPath(Path path) {
		byte[] bytes = encode(path);
		if (bytes.length == 0) {
			throw new IllegalArgumentException("Path of a Unix socket must not be empty");
		}
		if (bytes.length > MAXIMUM_LENGTH) {
			throw new IllegalArgumentException("Path of a Unix socket must not be longer than " + MAXIMUM_LENGTH
					+ " bytes, but '" + path + "' has " + bytes.length);
		}
		return bytes;
	}

	/**
	 * Return the path for display.
	 * @param bytes the bytes of a path
	 * @return the path, with a question mark for what this process's encoding does not
	 * have
	 */
	static String decode(byte[] bytes) {
		return new String(bytes, CHARSET).replace('\uFFFD', '?');
	}

}
