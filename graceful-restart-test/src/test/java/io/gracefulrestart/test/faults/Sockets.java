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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the kernel's tables of sockets below {@code /proc/PID/net}. Columns, split at
 * blanks and counted from 0: of {@code tcp} and {@code tcp6} 1 and 2 are the local and
 * the remote address, each with its port after a colon, 3 is the state ({@code 01} is
 * ESTABLISHED, {@code 02} SYN_SENT, {@code 06} TIME_WAIT, {@code 0A} LISTEN), 4 has after
 * its colon what was received and not read, which is connections for a listener, and 9 is
 * the inode; numbers are hexadecimal but for the inode. Of {@code unix} 3 are the flags
 * ({@code 00010000} says that it listens), 5 the state ({@code 02} connecting, {@code 03}
 * connected), 6 the inode and 7 the path, if there is one.
 */
public final class Sockets {

	private static final Path SELF = Path.of("/proc/self");

	private Sockets() {
	}

	static Map<Long, String> kinds(Path process) {
		Map<Long, String> kinds = new HashMap<>();
		for (String[] columns : tcp(process)) {
			kinds.put(Long.parseLong(columns[9]), columns[3].equals("0A") ? "TCP listener" : "TCP connection");
		}
		for (String[] columns : rows(process.resolve("net/unix"))) {
			kinds.put(Long.parseLong(columns[6]),
					columns[3].equals("00010000") ? "Unix listener" : "Unix connection or socket");
		}
		return kinds;
	}

	/**
	 * Count the connections that were made to a Unix listener, accepted or not.
	 * @param path its path
	 * @return number of connections
	 */
	static long connectionsTo(Path path) {
		return rows(Path.of("/proc/self/net/unix")).stream()
			.filter((columns) -> columns.length > 7 && columns[7].equals(path.toString()))
			.filter((columns) -> !columns[3].equals("00010000"))
			.count();
	}

	/**
	 * Find the Unix listeners at a path, whether or not their files are there still.
	 * @param path the path
	 * @return their inodes
	 */
	static List<Long> listenersAt(Path path) {
		return rows(SELF.resolve("net/unix")).stream()
			.filter((columns) -> columns.length > 7 && columns[7].equals(path.toString()))
			.filter((columns) -> columns[3].equals("00010000"))
			.map((columns) -> Long.parseLong(columns[6]))
			.toList();
	}

	/**
	 * Count the connections that wait to be accepted.
	 * @param port port of the listener
	 * @return length of its queue
	 */
	public static int queued(int port) {
		return tcp(SELF).stream()
			.filter((columns) -> columns[3].equals("0A") && port(columns[1]) == port)
			.mapToInt(Sockets::received)
			.sum();
	}

	/**
	 * Count the clients of this machine that the kernel does not answer yet.
	 * @param port port of the listener
	 * @return number of connections in the making
	 */
	static long connecting(int port) {
		return tcp(SELF).stream().filter((columns) -> columns[3].equals("02") && port(columns[2]) == port).count();
	}

	/**
	 * Return what an application has not read yet of an accepted connection.
	 * @param port port of the application
	 * @param client port of its client
	 * @return number of bytes, -1 if nobody has accepted it
	 */
	static int unread(int port, int client) {
		return tcp(SELF).stream()
			.filter((columns) -> port(columns[1]) == port && port(columns[2]) == client)
			// In the queue of a listener it has no inode yet.
			.filter((columns) -> !columns[9].equals("0"))
			.mapToInt(Sockets::received)
			.findFirst()
			.orElse(-1);
	}

	/**
	 * Find the accepted connections that a process has open.
	 * @param port port of the application
	 * @param inodes inodes of the sockets that the process has open
	 * @return the ports of their clients
	 */
	public static Set<Integer> clients(int port, Set<Long> inodes) {
		return tcp(SELF).stream()
			.filter((columns) -> port(columns[1]) == port && !columns[3].equals("0A"))
			.filter((columns) -> inodes.contains(Long.parseLong(columns[9])))
			.map((columns) -> port(columns[2]))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Count the connections of this machine with itself that are in TIME_WAIT.
	 * @param port port whose connections do not count
	 * @return their number
	 */
	static int inTimeWaitBeside(int port) {
		return (int) tcp(SELF).stream()
			.filter((columns) -> columns[3].equals("06") && isLoopback(columns[1]) && isLoopback(columns[2]))
			.filter((columns) -> port(columns[1]) != port && port(columns[2]) != port)
			.count();
	}

	// The kernel writes each 32 bits of an address as a number of the machine's own,
	// which is little-endian on all that the process tests run on.
	private static boolean isLoopback(String address) {
		return address.matches("(0{16}FFFF0000)?[0-9A-F]{6}7F:.*|0{24}01000000:.*");
	}

	private static int port(String address) {
		return Integer.parseInt(address.substring(address.indexOf(':') + 1), 16);
	}

	private static int received(String[] columns) {
		return Integer.parseInt(columns[4].substring(columns[4].indexOf(':') + 1), 16);
	}

	private static List<String[]> tcp(Path process) {
		return Stream.of("tcp", "tcp6")
			.flatMap((table) -> rows(process.resolve("net").resolve(table)).stream())
			.toList();
	}

	private static List<String[]> rows(Path table) {
		try {
			return Files.exists(table)
					? Files.readAllLines(table).stream().skip(1).map((line) -> line.strip().split("\\s+")).toList()
					: List.of();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
