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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What {@code /proc} says of any process of this user, whoever started it: a successor
 * that its predecessor has launched, for example. A value; every call reads anew.
 *
 * @param pid process id
 */
public record ObservedProcess(long pid) {

	private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * Return whether the process exists and is not a zombie: one that has ended, and
	 * whose parent has not asked how.
	 * @return {@code false} once it has ended
	 */
	public boolean isAlive() {
		try {
			// proc_pid_stat(5): the state follows the name in parentheses.
			String stat = Files.readString(directory().resolve("stat"), StandardCharsets.ISO_8859_1);
			return "ZXx".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0;
		}
		catch (IOException ex) {
			// ENOENT, or ESRCH if it ended between open and read.
			return false;
		}
	}

	/**
	 * Send a signal to exactly this process.
	 * @param signal what to send
	 * @throws IllegalStateException if there is no such process, or it belongs to another
	 * user
	 */
	public void signal(ProcessSignal signal) {
		try {
			// The shell's own kill: the program of that name is not installed everywhere.
			Process kill = new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", signal.name(),
					Long.toString(this.pid))
				.redirectErrorStream(true)
				.start();
			String said = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
			if (kill.waitFor() != 0) {
				throw new IllegalStateException("kill -s " + signal + " " + this.pid + " failed: " + said);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while sending " + signal + " to " + this.pid, ex);
		}
	}

	/**
	 * Kill the process, unless it ends by itself just then.
	 * @throws IllegalStateException if it belongs to another user
	 */
	public void kill() {
		try {
			signal(ProcessSignal.KILL);
		}
		catch (IllegalStateException ex) {
			if (isAlive()) {
				throw ex;
			}
		}
	}

	/**
	 * Wait until the process has ended.
	 * @param timeout time allowed
	 * @throws IllegalStateException if it is still there then
	 */
	public void awaitEnd(Duration timeout) {
		// Not onExit() of its handle, which waits until the parent has asked how it
		// ended.
		long deadline = System.nanoTime() + timeout.toNanos();
		while (isAlive()) {
			if (System.nanoTime() - deadline >= 0) {
				throw new IllegalStateException("Process " + this.pid + " is still there after " + timeout);
			}
			if (Thread.interrupted()) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException("Interrupted while waiting for the end of " + this.pid);
			}
			LockSupport.parkNanos(LOOK_NANOS);
		}
	}

	/**
	 * Count the descriptors that the process has open, of every kind.
	 * @return entries of {@code /proc/PID/fd}
	 */
	public int openDescriptors() {
		return count(directory().resolve("fd"));
	}

	/**
	 * Count the threads of the process, those of the JVM itself included.
	 * @return entries of {@code /proc/PID/task}
	 */
	public int threads() {
		return count(directory().resolve("task"));
	}

	/**
	 * Return how much memory of the process is in RAM.
	 * @return bytes, {@code VmRSS} of {@code /proc/PID/status}
	 */
	public long residentBytes() {
		return memory("VmRSS:");
	}

	/**
	 * Return how much memory of the process was in RAM at most, since it has started or
	 * {@link #restartPeak()}.
	 * @return bytes, {@code VmHWM} of {@code /proc/PID/status}
	 */
	public long peakResidentBytes() {
		return memory("VmHWM:");
	}

	/**
	 * Forget how much was in RAM before.
	 * @return bytes that are now
	 */
	public long restartPeak() {
		try {
			// proc_pid_clear_refs(5)
			Files.writeString(directory().resolve("clear_refs"), "5");
			return peakResidentBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Process " + this.pid + " keeps its peak", ex);
		}
	}

	private long memory(String name) {
		for (String line : lines(directory().resolve("status"))) {
			if (line.startsWith(name)) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
			}
		}
		throw new IllegalStateException("Process " + this.pid + " has no " + name + " it has ended");
	}

	/**
	 * Return the inodes of all sockets that the process has open, of every kind.
	 * @return inodes in ascending order
	 */
	public Set<Long> socketInodes() {
		Set<Long> inodes = new TreeSet<>();
		try (Stream<Path> descriptors = Files.list(directory().resolve("fd"))) {
			for (Path descriptor : descriptors.toList()) {
				addSocketInode(descriptor, inodes);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Process " + this.pid + " cannot be read", ex);
		}
		return inodes;
	}

	/**
	 * Return the TCP sockets on which the process can accept connections.
	 * @return sockets in the order of the kernel's tables, IPv4 first
	 */
	public List<ListeningSocket> listeningSockets() {
		Set<Long> own = socketInodes();
		// The tables of the process, not ours: it may live in another network namespace.
		Path tables = directory().resolve("net");
		return Stream.of("tcp", "tcp6")
			.map(tables::resolve)
			.filter(Files::exists)
			.flatMap((table) -> SocketTable.listening(lines(table)).stream())
			.filter((socket) -> own.contains(socket.inode()))
			.toList();
	}

	private static void addSocketInode(Path descriptor, Set<Long> inodes) throws IOException {
		try {
			String target = Files.readSymbolicLink(descriptor).toString();
			if (target.startsWith("socket:[")) {
				inodes.add(Long.parseLong(target.substring(8, target.length() - 1)));
			}
		}
		catch (NoSuchFileException ex) {
			// Closed since the directory was listed: no longer one of its sockets.
		}
	}

	private Path directory() {
		return Path.of("/proc", Long.toString(this.pid));
	}

	private int count(Path directory) {
		try (Stream<Path> entries = Files.list(directory)) {
			return (int) entries.count();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Process " + this.pid + " cannot be read", ex);
		}
	}

	private List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Process " + this.pid + " cannot be read", ex);
		}
	}

}
