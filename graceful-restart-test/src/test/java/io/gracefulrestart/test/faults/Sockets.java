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

/**
 * Reads the kernel's tables of sockets below {@code /proc/PID/net}. Columns, split at
 * blanks and counted from 0: of {@code tcp} and {@code tcp6} 3 is the state ({@code 0A}
 * is LISTEN) and 9 the inode; of {@code unix} 3 are the flags ({@code 00010000} says that
 * it listens), 5 the state ({@code 02} connecting, {@code 03} connected), 6 the inode and
 * 7 the path, if there is one.
 */
final class Sockets {

	private Sockets() {
	}

	static Map<Long, String> kinds(Path process) {
		Map<Long, String> kinds = new HashMap<>();
		for (String table : List.of("tcp", "tcp6")) {
			for (String[] columns : rows(process.resolve("net").resolve(table))) {
				kinds.put(Long.parseLong(columns[9]), columns[3].equals("0A") ? "TCP listener" : "TCP connection");
			}
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
