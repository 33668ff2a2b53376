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
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import io.gracefulrestart.time.Deadline;

/**
 * Makes Unix stream sockets, see unix(7).
 */
final class UnixSockets {

	private static final int BACKLOG = 16;

	private static final int OWNER_ONLY = 0600;

	private UnixSockets() {
	}

	static Descriptor connect(Path path, Deadline deadline) throws IOException {
		String call = "connect(" + path + ")";
		byte[] address = SocketAddresses.encode(UnixPaths.encodeSocketPath(path));
		LibC libc = NativeSupport.libc();
		Descriptor descriptor = socket(0, call);
		try (NativeBlock block = NativeBlock.allocate(address.length); Loan loan = Loan.of(descriptor)) {
			block.putBytes(0, address);
			while (true) {
				setSendTimeout(loan.number(), deadline.remaining());
				if (libc.connect(loan.number(), block.address(0), address.length) == 0) {
					return descriptor;
				}
				int errno = libc.errno();
				if (errno == Linux.EAGAIN) {
					throw new SocketTimeoutException(call + " timed out: too many connections wait to be accepted");
				}
				if (errno != Linux.EINTR) {
					throw new NativeException(errno, call);
				}
			}
		}
		catch (IOException | RuntimeException | Error ex) {
			descriptor.close();
			throw ex;
		}
	}

	// A connect that finds the backlog full waits as long as a send, socket(7).
	static void setSendTimeout(int number, Duration timeout) throws NativeException {
		try (NativeBlock timeval = NativeBlock.allocate(2 * Long.BYTES)) {
			// Zero would mean for ever.
			long microseconds = Math.max(1, timeout.toNanosPart() / 1000);
			timeval.putLong(0, timeout.toSeconds()).putLong(Long.BYTES, microseconds);
			SocketOptions.set(number, Linux.SOL_SOCKET, Linux.SO_SNDTIMEO, timeval, 2 * Long.BYTES);
		}
	}

	static ControlConnection.Pair pair() throws NativeException {
		try (NativeBlock block = NativeBlock.allocate(2 * Integer.BYTES)) {
			if (NativeSupport.libc()
				.socketpair(Linux.AF_UNIX, Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC, 0, block.address(0)) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "socketpair");
			}
			return new ControlConnection.Pair(new ControlConnection(Descriptor.owning(block.getInt(0))),
					new ControlConnection(Descriptor.owning(block.getInt(Integer.BYTES))));
		}
	}

	/**
	 * Make a listener that only its owner can connect to, from its first instant on.
	 * @param path a path that does not exist
	 * @return the listener, in non-blocking mode
	 * @throws IOException {@code EADDRINUSE} if the path exists
	 */
	static Descriptor listen(Path path) throws IOException {
		Descriptor descriptor = bind(path, OWNER_ONLY, Linux.SOCK_NONBLOCK);
		try (Loan loan = Loan.of(descriptor)) {
			listen(loan.number(), path);
			return descriptor;
		}
		catch (IOException | RuntimeException | Error ex) {
			descriptor.close();
			throw ex;
		}
	}

	/**
	 * Make a socket at a path, which nobody can connect to before it listens.
	 * @param path a path that does not exist
	 * @param mode mode of the file, less what the umask takes from it
	 * @param flags {@code SOCK_NONBLOCK} or 0
	 * @return the socket
	 * @throws NativeException {@code EADDRINUSE} if the path exists
	 */
	static Descriptor bind(Path path, int mode, int flags) throws NativeException {
		String call = "bind(" + path + ")";
		byte[] address = SocketAddresses.encode(UnixPaths.encodeSocketPath(path));
		LibC libc = NativeSupport.libc();
		Descriptor descriptor = socket(flags, call);
		try (NativeBlock block = NativeBlock.allocate(address.length); Loan loan = Loan.of(descriptor)) {
			int number = loan.number();
			// Linux gives the file the mode of the socket, less the umask.
			if (libc.fchmod(number, mode) < 0
					|| libc.bind(number, block.putBytes(0, address).address(0), address.length) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), call);
			}
			return descriptor;
		}
		catch (NativeException | RuntimeException | Error ex) {
			descriptor.close();
			throw ex;
		}
	}

	private static void listen(int number, Path path) throws IOException {
		if (NativeSupport.libc().listen(number, BACKLOG) < 0) {
			NativeException failure = new NativeException(NativeSupport.libc().errno(), "listen(" + path + ")");
			Files.deleteIfExists(path); // bind has just made it
			throw failure;
		}
	}

	private static Descriptor socket(int flags, String call) throws NativeException {
		int number = NativeSupport.libc().socket(Linux.AF_UNIX, Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC | flags, 0);
		if (number < 0) {
			throw new NativeException(NativeSupport.libc().errno(), call);
		}
		return Descriptor.owning(number);
	}

}
