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
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A process that listens on a port, or at a path.
 *
 * @param pid its process id
 * @param command its program, without the arguments, which may hold secrets
 */
public record PortHolder(long pid, String command) {

	// Fields of a line of /proc/net/tcp, see proc_pid_net(5).
	private static final int LOCAL_ADDRESS = 1;

	private static final int STATE = 3;

	private static final int INODE = 9;

	// TCP_LISTEN, net/tcp_states.h
	private static final String LISTENING = "0A";

	/**
	 * Find who listens on the port of an address, or at a path, as far as this process
	 * may see: its own user's processes, or all for root.
	 * @param address the address that is taken
	 * @return the process, the one with the lowest id if there are several, and this one
	 * only if there is no other: it may have got the listener from a predecessor;
	 * {@code null} if none is seen
	 */
	static @Nullable PortHolder find(SocketAddress address) {
		if (address instanceof UnixDomainSocketAddress unix) {
			Set<String> sockets = new HashSet<>();
			UnixTable.listeningAt(unix.getPath()).forEach((inode) -> sockets.add("socket:[" + inode + "]"));
			return find(Path.of("/proc"), sockets);
		}
		return find(Path.of("/proc"), ((InetSocketAddress) address).getPort());
	}

	static @Nullable PortHolder find(Path proc, int port) {
		Set<String> sockets = new HashSet<>();
		for (String table : List.of("tcp", "tcp6")) {
			addListening(proc.resolve("self/net").resolve(table), port, sockets);
		}
		return find(proc, sockets);
	}

	private static @Nullable PortHolder find(Path proc, Set<String> sockets) {
		if (sockets.isEmpty()) {
			return null;
		}
		try (Stream<Path> processes = Files.list(proc)) {
			return processes.filter((process) -> process.getFileName().toString().matches("\\d+"))
				.sorted(Comparator.comparing(PortHolder::isThisProcess).thenComparing(PortHolder::pid))
				.filter((process) -> holds(process, sockets))
				.findFirst()
				.map((process) -> new PortHolder(pid(process), command(process)))
				.orElse(null);
		}
		catch (IOException | UncheckedIOException ex) {
			return null; // nothing to see is no reason to hide that the port is taken
		}
	}

	private static void addListening(Path table, int port, Set<String> sockets) {
		try (Stream<String> lines = Files.lines(table, StandardCharsets.US_ASCII)) {
			lines.skip(1)
				.map((line) -> line.trim().split("\\s+"))
				.filter((fields) -> fields.length > INODE && fields[STATE].equals(LISTENING))
				.filter((fields) -> fields[LOCAL_ADDRESS].endsWith(":%04X".formatted(port)))
				.forEach((fields) -> sockets.add("socket:[" + fields[INODE] + "]"));
		}
		catch (IOException | UncheckedIOException ex) {
			// There is no IPv6, or no /proc.
		}
	}

	private static boolean holds(Path process, Set<String> sockets) {
		try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
			for (Path descriptor : descriptors) {
				if (isOneOf(descriptor, sockets)) {
					return true;
				}
			}
		}
		catch (IOException | DirectoryIteratorException ex) {
			// Another user's process, or one that has just ended.
		}
		return false;
	}

	private static boolean isOneOf(Path descriptor, Set<String> sockets) {
		try {
			return sockets.contains(Files.readSymbolicLink(descriptor).toString());
		}
		catch (IOException ex) {
			return false; // closed meanwhile
		}
	}

	private static String command(Path process) {
		try {
			return Files.readSymbolicLink(process.resolve("exe")).toString();
		}
		catch (IOException ex) {
			return "unknown program";
		}
	}

	private static boolean isThisProcess(Path process) {
		return pid(process) == ProcessHandle.current().pid();
	}

	private static long pid(Path process) {
		return Long.parseLong(process.getFileName().toString());
	}

	@Override
	public String toString() {
		String self = (this.pid == ProcessHandle.current().pid()) ? "this process, " : "process ";
		return self + this.pid + " (" + this.command + ")";
	}

}
