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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The Unix sockets of this network namespace that are open in whatever process, see
 * {@code /proc/net/unix} in unix(7).
 */
final class UnixTable {

	private static final Path TABLE = Path.of("/proc/self/net/unix");

	// Num, RefCount, Protocol, Flags, Type, St, Inode, Path
	private static final int FIELDS = 8;

	private static final int FLAGS = 3;

	private static final int INODE = 6;

	private static final int PATH = 7;

	// __SO_ACCEPTCON, linux/net.h
	private static final int LISTENING = 0x10000;

	private UnixTable() {
	}

	/**
	 * Return whether a socket is open in some process.
	 * @param inode inode of the socket
	 * @return whether it is, {@code false} too if the table cannot be read
	 */
	static boolean isOpen(long inode) {
		String wanted = Long.toString(inode);
		return !rows((fields) -> fields[INODE].equals(wanted)).isEmpty();
	}

	/**
	 * Find the sockets that listen at a path.
	 * @param path the path that they were bound to
	 * @return their inodes
	 */
	static List<String> listeningAt(Path path) {
		Charset charset = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
		String wanted = new String(path.toString().getBytes(charset), StandardCharsets.ISO_8859_1);
		return rows((fields) -> fields.length > PATH && fields[PATH].equals(wanted)
				&& (Integer.parseUnsignedInt(fields[FLAGS], 16) & LISTENING) != 0);
	}

	private static List<String> rows(Predicate<String[]> condition) {
		List<String> inodes = new ArrayList<>();
		try (Stream<String> lines = Files.lines(TABLE, StandardCharsets.ISO_8859_1)) {
			lines.skip(1)
				.map((line) -> line.trim().split("\\s+", FIELDS))
				.filter((fields) -> fields.length > INODE && condition.test(fields))
				.forEach((fields) -> inodes.add(fields[INODE]));
		}
		catch (IOException | UncheckedIOException | NumberFormatException ex) {
			inodes.clear(); // there is no /proc
		}
		return inodes;
	}

}
