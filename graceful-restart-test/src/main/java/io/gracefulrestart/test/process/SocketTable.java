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

package io.gracefulrestart.test.process;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads the kernel's tables of TCP sockets, {@code /proc/net/tcp} and {@code tcp6}.
 * Columns (source: kernel, Documentation/networking/proc_net_tcp.rst), split at blanks: 1
 * is {@code address:port} in hex, 3 the state ({@code 0A} is LISTEN), 9 the inode. An
 * address is a row of 32-bit words in the byte order of the machine.
 */
final class SocketTable {

	private static final String LISTEN = "0A";

	private SocketTable() {
	}

	/**
	 * Find the listening sockets.
	 * @param lines the whole table with its heading
	 * @return listening sockets in the table's order
	 */
	static List<ListeningSocket> listening(List<String> lines) {
		return lines.stream()
			.skip(1)
			.map((line) -> line.strip().split("\\s+"))
			.filter((columns) -> LISTEN.equals(columns[3]))
			.map((columns) -> new ListeningSocket(Long.parseLong(columns[9]), address(columns[1])))
			.toList();
	}

	private static InetSocketAddress address(String text) {
		int colon = text.indexOf(':');
		ByteBuffer words = ByteBuffer.wrap(HexFormat.of().parseHex(text.substring(0, colon)));
		ByteBuffer address = ByteBuffer.allocate(words.capacity()).order(ByteOrder.nativeOrder());
		while (words.hasRemaining()) {
			address.putInt(words.getInt());
		}
		try {
			return new InetSocketAddress(InetAddress.getByAddress(address.array()),
					Integer.parseInt(text.substring(colon + 1), 16));
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException("Not an address of the kernel's table: " + text, ex);
		}
	}

}
