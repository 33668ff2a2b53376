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

package io.gracefulrestart.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Decodes {@code /proc/pid/cmdline}: the arguments one after the other, each with a NUL
 * byte behind it, see proc_pid_cmdline(5).
 */
final class Arguments {

	private Arguments() {
	}

	/**
	 * Decode with the character set by which the JDK encodes the arguments of a process
	 * that it starts.
	 * @param bytes the content of the file
	 * @return the arguments, the name that the process was called by first
	 * @throws IOException if an argument would not arrive as it is
	 */
	static List<String> decode(byte[] bytes) throws IOException {
		return decode(bytes, charset());
	}

	static List<String> decode(byte[] bytes, Charset charset) throws IOException {
		List<String> arguments = new ArrayList<>();
		int start = 0;
		while (start < bytes.length) {
			int end = start;
			while (end < bytes.length && bytes[end] != 0) {
				end++;
			}
			arguments.add(decode(Arrays.copyOfRange(bytes, start, end), charset, arguments.size()));
			start = end + 1;
		}
		return arguments;
	}

	private static String decode(byte[] argument, Charset charset, int index) throws IOException {
		try {
			String text = charset.newDecoder().decode(ByteBuffer.wrap(argument)).toString();
			if (Arrays.equals(text.getBytes(charset), argument)) {
				return text;
			}
		}
		catch (CharacterCodingException ex) {
			// The same as one that comes out different.
		}
		throw new IOException("Argument " + index + " of the command line cannot be passed on: it is not " + charset
				+ ", the character set of this process; set LC_ALL, or configure the command");
	}

	// What java.lang.ProcessImpl encodes with: the default character set until JDK 17,
	// that of the platform since.
	private static Charset charset() {
		String platform = System.getProperty("sun.jnu.encoding");
		return (Runtime.version().feature() < 18 || platform == null) ? Charset.defaultCharset()
				: Charset.forName(platform);
	}

}
