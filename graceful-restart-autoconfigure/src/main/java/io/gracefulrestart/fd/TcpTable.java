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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The kernel's table of TCP sockets, see proc_pid_net(5). Reading it takes the longer the
 * more connections the network namespace has.
 */
final class TcpTable {

	private static final Path IPV4 = Path.of("/proc/self/net/tcp");

	private static final Path IPV6 = Path.of("/proc/self/net/tcp6");

	private static final int LOCAL = 1;

	private static final int REMOTE = 2;

	private static final int STATE = 3;

	private static final int INODE = 9;

	// net/tcp_states.h
	private static final String ESTABLISHED = "01";

	private static final String SYN_RECEIVED = "03";

	private static final String LISTENING = "0A";

	private TcpTable() {
	}

	/**
	 * List the listeners that are bound as one is.
	 * @param address address of a TCP socket, as {@code getsockname} tells it
	 * @return inodes of their sockets, of all processes
	 * @throws IOException if the table cannot be read
	 */
	static Set<String> listeners(byte[] address) throws IOException {
		String local = text(address);
		// The listeners come first, and thousands of connections after them, see proc(5).
		return read(table(address), "",
				(rows) -> rows.takeWhile((row) -> row[STATE].equals(LISTENING))
					.filter((row) -> row[LOCAL].equals(local))
					.map((row) -> row[INODE])
					.collect(Collectors.toSet()));
	}

	/**
	 * List the handshakes that have begun and wait for the client. Which of several
	 * listeners on one port they belong to, the kernel does not tell.
	 * @param port port of the listener
	 * @return the clients' ends
	 * @throws IOException if a table cannot be read
	 */
	static Set<String> halfOpen(int port) throws IOException {
		String suffix = String.format(Locale.ROOT, ":%04X", port);
		Set<String> ends = new HashSet<>();
		for (Path table : List.of(IPV4, IPV6)) {
			ends.addAll(read(table, suffix + " ",
					(rows) -> rows.filter((row) -> row[STATE].equals(SYN_RECEIVED) && row[LOCAL].endsWith(suffix))
						.map((row) -> row[REMOTE])
						.toList()));
		}
		return ends;
	}

	/**
	 * Find a connection to a listener of this host.
	 * @param listener where it was sent to
	 * @param client where it comes from
	 * @return inode of the socket that some process has accepted; empty if it has not
	 * been accepted
	 * @throws IOException if a table cannot be read
	 */
	static Optional<String> accepted(byte[] listener, byte[] client) throws IOException {
		String local = text(listener);
		String remote = text(client);
		return read(table(listener), remote,
				(rows) -> rows
					.filter((row) -> row[STATE].equals(ESTABLISHED) && row[LOCAL].equals(local)
							&& row[REMOTE].equals(remote) && !row[INODE].equals("0"))
					.map((row) -> row[INODE])
					.findFirst());
	}

	private static Path table(byte[] address) {
		return (address.length == SocketAddresses.IN_LENGTH) ? IPV4 : IPV6;
	}

	private static <T> T read(Path table, String part, Function<Stream<String[]>, T> reader) throws IOException {
		if (!Files.exists(table)) {
			return reader.apply(Stream.empty()); // there is no IPv6
		}
		try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
			// Thousands of lines, most of which are not looked at any closer.
			return reader.apply(lines.skip(1)
				.filter((line) -> line.contains(part))
				.map((line) -> line.trim().split("\\s+"))
				.filter((row) -> row.length > INODE));
		}
		catch (UncheckedIOException ex) {
			throw ex.getCause();
		}
	}

	// Words of the address in the host's order, then the port.
	private static String text(byte[] address) {
		ByteBuffer buffer = ByteBuffer.wrap(address);
		int port = Short.toUnsignedInt(buffer.getShort(2));
		buffer.order(ByteOrder.nativeOrder());
		int words = (address.length == SocketAddresses.IN_LENGTH) ? 1 : 4;
		int from = (address.length == SocketAddresses.IN_LENGTH) ? 4 : 8;
		StringBuilder text = new StringBuilder();
		for (int i = 0; i < words; i++) {
			text.append(String.format(Locale.ROOT, "%08X", buffer.getInt(from + i * Integer.BYTES)));
		}
		return text.append(String.format(Locale.ROOT, ":%04X", port)).toString();
	}

}
