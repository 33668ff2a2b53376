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

/**
 * Integer options of sockets, see socket(7).
 */
final class SocketOptions {

	private static final int MEMINFO = 9 * Integer.BYTES;

	private static final int DROPS = 8 * Integer.BYTES;

	private SocketOptions() {
	}

	/**
	 * Return an option of level {@code SOL_SOCKET}.
	 * @param number the socket
	 * @param option the option
	 * @return its value
	 * @throws NativeException {@code ENOTSOCK}, {@code EBADF}, or {@code ENOPROTOOPT}
	 */
	static int get(int number, int option) throws NativeException {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(2 * Integer.BYTES)) {
			block.putInt(Integer.BYTES, Integer.BYTES);
			if (libc.getsockopt(number, Linux.SOL_SOCKET, option, block.address(0), block.address(Integer.BYTES)) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "getsockopt(fd " + number + ")");
			}
			return block.getInt(0);
		}
	}

	static void set(int number, int level, int option, int value) throws NativeException {
		try (NativeBlock block = NativeBlock.allocate(Integer.BYTES)) {
			block.putInt(0, value);
			set(number, level, option, block, Integer.BYTES);
		}
	}

	static void set(int number, int level, int option, NativeBlock value, int length) throws NativeException {
		if (NativeSupport.libc().setsockopt(number, level, option, value.address(0), length) < 0) {
			throw new NativeException(NativeSupport.libc().errno(), "setsockopt(fd " + number + ")");
		}
	}

	/**
	 * Undo an option of level {@code SOL_SOCKET} that has no value. Does nothing if there
	 * is nothing to undo.
	 * @param number the socket
	 * @param option the option that undoes it
	 * @throws NativeException if that fails
	 */
	static void clear(int number, int option) throws NativeException {
		try (NativeBlock block = NativeBlock.allocate(Integer.BYTES)) {
			if (NativeSupport.libc()
				.setsockopt(number, Linux.SOL_SOCKET, option, block.address(0), Integer.BYTES) < 0) {
				int errno = NativeSupport.libc().errno();
				if (errno != Linux.ENOENT) {
					throw new NativeException(errno, "setsockopt(fd " + number + ")");
				}
			}
		}
	}

	/**
	 * Return how many packets a socket has dropped ({@code SK_MEMINFO_DROPS}, the ninth
	 * word of {@code SO_MEMINFO}).
	 * @param number the socket
	 * @return how many since it was made
	 * @throws NativeException {@code ENOPROTOOPT} before Linux 4.12
	 */
	static long drops(int number) throws NativeException {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(MEMINFO + Integer.BYTES)) {
			block.putInt(MEMINFO, MEMINFO);
			if (libc.getsockopt(number, Linux.SOL_SOCKET, Linux.SO_MEMINFO, block.address(0),
					block.address(MEMINFO)) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "getsockopt(fd " + number + ")");
			}
			return Integer.toUnsignedLong(block.getInt(DROPS));
		}
	}

	/**
	 * Return how long a Unix stream socket is set to linger. Without an exception for
	 * what is none, since whole lists of descriptors are asked about.
	 * @param number any number
	 * @return the seconds of {@code SO_LINGER}, see socket(7); 0 if it is off, or this is
	 * no Unix socket
	 */
	static int linger(int number) {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(3 * Integer.BYTES)) {
			block.putInt(2 * Integer.BYTES, Integer.BYTES);
			if (libc.getsockopt(number, Linux.SOL_SOCKET, Linux.SO_DOMAIN, block.address(0),
					block.address(2 * Integer.BYTES)) < 0 || block.getInt(0) != Linux.AF_UNIX) {
				return 0;
			}
			block.putInt(2 * Integer.BYTES, 2 * Integer.BYTES);
			boolean on = libc.getsockopt(number, Linux.SOL_SOCKET, Linux.SO_LINGER, block.address(0),
					block.address(2 * Integer.BYTES)) == 0 && block.getInt(0) != 0;
			return on ? block.getInt(Integer.BYTES) : 0;
		}
	}

	static void setNonBlocking(Descriptor descriptor) throws NativeException {
		LibC libc = NativeSupport.libc();
		try (Loan loan = Loan.of(descriptor)) {
			int flags = libc.fcntl(loan.number(), Linux.F_GETFL, 0);
			if (flags < 0 || libc.fcntl(loan.number(), Linux.F_SETFL, flags | Linux.O_NONBLOCK) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "fcntl(" + descriptor + ", O_NONBLOCK)");
			}
		}
	}

	/**
	 * Return whether a number is a listening stream socket. Numbers of this process that
	 * are no socket, or were closed meanwhile, are not.
	 * @param number any number
	 * @return whether it is
	 */
	static boolean isListening(int number) {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(2 * Integer.BYTES)) {
			block.putInt(Integer.BYTES, Integer.BYTES);
			return libc.getsockopt(number, Linux.SOL_SOCKET, Linux.SO_ACCEPTCONN, block.address(0),
					block.address(Integer.BYTES)) == 0 && block.getInt(0) != 0;
		}
	}

}
