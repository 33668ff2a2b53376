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
 * As much of HPACK as these clients need: they send literals, and of what they get they
 * read the status, which comes first. With a table of size zero, which they ask for, that
 * is an entry of the static table or three digits. (Source: RFC 7541.)
 */
final class Hpack {

	// Entries of the static table, RFC 7541, appendix A.
	private static final int AUTHORITY = 1;

	private static final int GET = 2;

	private static final int PATH = 4;

	private static final int SCHEME_HTTP = 6;

	private static final int SCHEME_HTTPS = 7;

	private static final int FIRST_STATUS = 8;

	private static final int[] STATUS = { 200, 204, 206, 304, 400, 404, 500 };

	private static final int INDEXED = 0x80;

	private static final int INCREMENTAL = 0x40;

	private static final int TABLE_SIZE = 0x20;

	private static final int HUFFMAN = 0x80;

	private static final int LONGEST = 0x7e;

	private Hpack() {
	}

	/**
	 * Encode a request.
	 * @param path path and query
	 * @param authority host and port
	 * @param security whether it goes over TLS
	 * @return block of fields
	 */
	static byte[] get(String path, String authority, Target.Security security) {
		ByteArrayOutputStream block = new ByteArrayOutputStream();
		block.write(INDEXED | GET);
		block.write(INDEXED | ((security == Target.Security.TLS) ? SCHEME_HTTPS : SCHEME_HTTP));
		literal(block, AUTHORITY, authority);
		literal(block, PATH, path);
		return block.toByteArray();
	}

	private static void literal(ByteArrayOutputStream block, int name, String value) {
		byte[] bytes = value.getBytes(StandardCharsets.US_ASCII);
		if (bytes.length > LONGEST) {
			throw new IllegalArgumentException("Too long: " + value);
		}
		// Without indexing, and without Huffman's code.
		block.write(name);
		block.write(bytes.length);
		block.writeBytes(bytes);
	}

	/**
	 * Decode the status of a response.
	 * @param block block of fields
	 * @return three digits
	 * @throws MalformedResponseException if it does not begin with a status
	 */
	static int status(byte[] block) throws MalformedResponseException {
		try {
			int at = 0;
			while ((block[at] & 0xe0) == TABLE_SIZE) {
				boolean longer = (block[at++] & 0x1f) == 0x1f;
				while (longer) {
					longer = (block[at++] & 0x80) != 0;
				}
			}
			int first = block[at] & 0xff;
			int index = ((first & INDEXED) != 0) ? first & 0x7f : first & (((first & INCREMENTAL) != 0) ? 0x3f : 0x0f);
			if (index < FIRST_STATUS || index >= FIRST_STATUS + STATUS.length) {
				throw new MalformedResponseException("No status first, but field %02x".formatted(first));
			}
			return ((first & INDEXED) != 0) ? STATUS[index - FIRST_STATUS] : digits(block, at + 1);
		}
		catch (ArrayIndexOutOfBoundsException ex) {
			throw new MalformedResponseException("Fields that break off");
		}
	}

	private static int digits(byte[] block, int at) throws MalformedResponseException {
		boolean coded = (block[at] & HUFFMAN) != 0;
		int value = 0;
		int bit = 0;
		for (int i = 0; i < 3; i++) {
			int digit;
			if (coded) {
				// Appendix B: 0, 1 and 2 have five bits, the others six, beginning with
				// 25.
				digit = bits(block, at + 1, bit, 5);
				bit += 5;
				if (digit > 2) {
					digit = bits(block, at + 1, bit - 5, 6) - 22;
					bit++;
				}
			}
			else {
				digit = block[at + 1 + i] - '0';
			}
			if (digit < 0 || digit > 9) {
				throw new MalformedResponseException("A status that is no number");
			}
			value = value * 10 + digit;
		}
		return value;
	}

	private static int bits(byte[] bytes, int from, int bit, int count) {
		int value = 0;
		for (int i = bit; i < bit + count; i++) {
			value = (value << 1) | ((bytes[from + i / 8] >> (7 - i % 8)) & 1);
		}
		return value;
	}

}
