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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owns one open descriptor, which is closed exactly once, or borrows one. Thread safe: a
 * close while another thread is in a system call on the number takes effect when that
 * call has ended, so that the call can never hit a number that was given to something
 * else meanwhile.
 * <p>
 * Whoever gets a {@code Descriptor} from a method of this package owns it, unless that
 * method says otherwise. All of them have {@code FD_CLOEXEC} set.
 */
public final class Descriptor implements AutoCloseable {

	private static final int CLOSED = Integer.MIN_VALUE;

	private final int number;

	// Number of calls in progress, plus CLOSED once it is closed.
	private final AtomicInteger uses = new AtomicInteger();

	private final boolean owned;

	private Descriptor(int number, boolean owned) {
		this.number = number;
		this.owned = owned;
	}

	/**
	 * Take ownership of a number that a system call has just returned.
	 * @param number an open descriptor with {@code FD_CLOEXEC} set and no other owner
	 * @return its owner
	 */
	static Descriptor owning(int number) {
		return new Descriptor(number, true);
	}

	/**
	 * Borrow a number that somebody else, such as a channel of the JDK, owns and keeps
	 * open meanwhile. Closing the result ends the loan and nothing else.
	 * @param number an open descriptor
	 * @return the loan
	 */
	static Descriptor lent(int number) {
		return new Descriptor(number, false);
	}

	/**
	 * Take ownership of a number that a supervisor left open for this process, and set
	 * {@code FD_CLOEXEC} on it so that it goes no further. The only place where a number
	 * comes in. The caller sees to it that no number is taken twice.
	 * @param number the number, not negative
	 * @return its owner
	 * @throws NativeException {@code EBADF} if it is not open
	 */
	public static Descriptor inherited(int number) throws NativeException {
		if (number < 0) {
			throw new IllegalArgumentException("Descriptor number must not be negative: " + number);
		}
		LibC libc = NativeSupport.libc();
		int flags = libc.fcntl(number, Linux.F_GETFD, 0);
		if (flags < 0 || libc.fcntl(number, Linux.F_SETFD, flags | Linux.FD_CLOEXEC) < 0) {
			throw new NativeException(NativeSupport.libc().errno(), "fcntl(fd " + number + ")");
		}
		return new Descriptor(number, true);
	}

	/**
	 * Make a second descriptor of the same open file description: what is set on the one
	 * ({@code O_NONBLOCK}, socket options) is set on both, and what it stands for lives
	 * until both are closed.
	 * @return the copy, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 * @throws IllegalStateException if this one is closed
	 */
	public Descriptor duplicate() throws NativeException {
		int from = acquire();
		try {
			int copy = NativeSupport.libc().fcntl(from, Linux.F_DUPFD_CLOEXEC, 0);
			if (copy < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "fcntl(fd " + from + ", F_DUPFD_CLOEXEC)");
			}
			return owning(copy);
		}
		finally {
			release();
		}
	}

	/**
	 * Return the number of the inode: two descriptors, also of two processes, with the
	 * same inode on the same file system stand for the same socket.
	 * @return the inode number, as in {@code socket:[123]}
	 * @throws IOException if {@code /proc} cannot be read
	 * @throws IllegalStateException if this descriptor is closed
	 */
	public long inode() throws IOException {
		int open = acquire();
		try {
			// The unix view follows the link in the kernel, which works for sockets too.
			return (Long) Files.getAttribute(path(open), "unix:ino");
		}
		finally {
			release();
		}
	}

	/**
	 * Return whether the descriptor is still owned.
	 * @return {@code false} once {@link #close()} was called
	 */
	public boolean isOpen() {
		return this.uses.get() >= 0;
	}

	/**
	 * Return the number for one system call; {@link #release()} must follow.
	 * @return the number, which stays open until the release
	 * @throws IllegalStateException if the descriptor is closed
	 */
	int acquire() {
		while (true) {
			int current = this.uses.get();
			if (current < 0) {
				throw new IllegalStateException("fd " + this.number + " is closed");
			}
			if (this.uses.compareAndSet(current, current + 1)) {
				return this.number;
			}
		}
	}

	/**
	 * End the use begun by {@link #acquire()}.
	 */
	void release() {
		if (this.uses.decrementAndGet() == CLOSED) {
			closeNumber();
		}
	}

	/**
	 * Return the number, for messages and tests: it may be closed at any moment.
	 * @return the number
	 * @throws IllegalStateException if the descriptor is closed
	 */
	int number() {
		if (!isOpen()) {
			throw new IllegalStateException("fd " + this.number + " is closed");
		}
		return this.number;
	}

	/**
	 * Give the descriptor up. Idempotent, never throws.
	 */
	@Override
	public void close() {
		int before = this.uses.getAndUpdate((current) -> current | CLOSED);
		if (before == 0) {
			closeNumber();
		}
	}

	private void closeNumber() {
		if (!this.owned) {
			return;
		}
		// An error is no reason to try again: Linux frees the number in any case, and it
		// may have a new owner already; see close(2).
		NativeSupport.libc().close(this.number);
	}

	private static Path path(int number) {
		return Path.of("/proc/self/fd/" + number);
	}

	@Override
	public String toString() {
		if (!isOpen()) {
			return "fd " + this.number + " (closed)";
		}
		try {
			return "fd " + this.number + " (" + Files.readSymbolicLink(path(this.number)) + ")";
		}
		catch (IOException ex) {
			return "fd " + this.number;
		}
	}

}
