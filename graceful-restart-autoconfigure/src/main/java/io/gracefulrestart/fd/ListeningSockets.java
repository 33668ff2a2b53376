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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Set;

import io.gracefulrestart.time.Deadline;
import org.jspecify.annotations.Nullable;

/**
 * Makes listeners in two steps, as the kernel does: the address is reserved by
 * {@link #bind}, connections are taken in from {@link #listen} on.
 */
public final class ListeningSockets {

	// What bind(2) itself gives, before the umask.
	private static final int ANYBODY = 0777;

	private ListeningSockets() {
	}

	/**
	 * Make a TCP socket and bind it, with {@code SO_REUSEADDR} as the JDK does. The
	 * wildcard address of either family takes IPv6 and IPv4, as in the JDK, and IPv4
	 * alone where IPv6 is not there or {@code java.net.preferIPv4Stack} is set.
	 * @param address resolved address; port 0 lets the kernel choose
	 * @param options whether the address is shared
	 * @return the socket, not yet listening, owned by the caller
	 * @throws NativeException {@code EADDRINUSE}, {@code EACCES} (port under 1024),
	 * {@code EADDRNOTAVAIL} (not an address of this host)
	 */
	public static Descriptor bind(InetSocketAddress address, BindOptions options) throws NativeException {
		InetAddress ip = address.getAddress();
		if (ip == null) {
			throw new IllegalArgumentException("Address is not resolved: " + address);
		}
		if (!ip.isAnyLocalAddress()) {
			return bind((ip.getAddress().length == 4) ? Linux.AF_INET : Linux.AF_INET6, address, options);
		}
		if (Boolean.getBoolean("java.net.preferIPv4Stack")) {
			return bind(Linux.AF_INET, address, options);
		}
		try {
			return bind(Linux.AF_INET6, address, options);
		}
		catch (NativeException ex) {
			if (ex.errno() != Linux.EAFNOSUPPORT && ex.errno() != Linux.EADDRNOTAVAIL) {
				throw ex;
			}
			return bind(Linux.AF_INET, address, options);
		}
	}

	/**
	 * Make a Unix stream socket and bind it to a path, which is made by that. The file
	 * has its permissions when this returns, and fewer before, if any.
	 * @param path an absolute path that does not exist, at most 107 bytes long
	 * @param permissions permissions of the file; {@code null} for those that the umask
	 * leaves
	 * @return the socket, in blocking mode and not yet listening, owned by the caller;
	 * whoever closes it for good removes the path
	 * @throws NativeException {@code EADDRINUSE} if the path exists, {@code ENOENT},
	 * {@code EACCES} or {@code EROFS} if its directory cannot take it
	 * @throws IllegalArgumentException if the path is too long, or cannot be encoded
	 * @throws IOException if the permissions cannot be set
	 */
	public static Descriptor bind(Path path, @Nullable Set<PosixFilePermission> permissions) throws IOException {
		Descriptor descriptor = UnixSockets.bind(path, (permissions != null) ? mode(permissions) : ANYBODY, 0);
		try {
			if (permissions != null) {
				// The umask may have taken some away.
				Files.setPosixFilePermissions(path, permissions);
			}
			return descriptor;
		}
		catch (IOException | RuntimeException | Error ex) {
			Files.deleteIfExists(path); // bind has just made it
			descriptor.close();
			throw ex;
		}
	}

	// The bits of a mode are in the order of the constants, the highest first.
	private static int mode(Set<PosixFilePermission> permissions) {
		int mode = 0;
		for (PosixFilePermission permission : PosixFilePermission.values()) {
			mode = (mode << 1) | (permissions.contains(permission) ? 1 : 0);
		}
		return mode;
	}

	private static Descriptor bind(int family, InetSocketAddress address, BindOptions options) throws NativeException {
		String call = "bind(" + AddressText.of(address) + ")";
		LibC libc = NativeSupport.libc();
		int number = libc.socket(family, Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC, 0);
		if (number < 0) {
			throw new NativeException(NativeSupport.libc().errno(), call);
		}
		Descriptor descriptor = Descriptor.owning(number);
		byte[] bytes = SocketAddresses.encode(family, address.getAddress(), address.getPort());
		try (NativeBlock block = NativeBlock.allocate(bytes.length)) {
			SocketOptions.set(number, Linux.SOL_SOCKET, Linux.SO_REUSEADDR, 1);
			if (options == BindOptions.REUSE_PORT) {
				SocketOptions.set(number, Linux.SOL_SOCKET, Linux.SO_REUSEPORT, 1);
			}
			if (family == Linux.AF_INET6) {
				SocketOptions.set(number, Linux.IPPROTO_IPV6, Linux.IPV6_V6ONLY, 0);
			}
			if (libc.bind(number, block.putBytes(0, bytes).address(0), bytes.length) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), call);
			}
			return descriptor;
		}
		catch (NativeException | RuntimeException | Error ex) {
			descriptor.close();
			throw ex;
		}
	}

	/**
	 * Let a bound socket take connections in. On one that listens already this only
	 * changes the backlog, for every process that has it.
	 * @param descriptor the socket; stays the caller's
	 * @param backlog how many connections may wait to be accepted, cut to
	 * {@code net.core.somaxconn} by the kernel
	 * @throws NativeException {@code EADDRINUSE} if another socket listens there by now
	 */
	public static void listen(Descriptor descriptor, int backlog) throws NativeException {
		int number = descriptor.acquire();
		try {
			if (NativeSupport.libc().listen(number, backlog) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "listen(fd " + number + ")");
			}
		}
		finally {
			descriptor.release();
		}
	}

	/**
	 * Take a connection that waits out of the accept queue.
	 * @param descriptor the listening socket, which nobody else accepts from; stays the
	 * caller's
	 * @return the connection, owned by the caller; {@code null} if none waits
	 * @throws NativeException {@code EMFILE} or {@code ENFILE} if there is no number left
	 */
	public static @Nullable Descriptor accept(Descriptor descriptor) throws NativeException {
		while (hasPending(descriptor)) {
			try (Loan loan = Loan.of(descriptor)) {
				int accepted = NativeSupport.libc().accept4(loan.number(), Linux.SOCK_CLOEXEC);
				if (accepted >= 0) {
					return Descriptor.owning(accepted);
				}
				int errno = NativeSupport.libc().errno();
				if (errno != Linux.EINTR && errno != Linux.ECONNABORTED && errno != Linux.EAGAIN) {
					throw new NativeException(errno, "accept4(fd " + loan.number() + ")");
				}
			}
		}
		return null;
	}

	/**
	 * Return whether a connection waits in the accept queue. Another holder of the socket
	 * may take it at any moment.
	 * @param descriptor the listening socket; stays the caller's
	 * @return whether {@code accept(2)} would not block, as far as poll(2) knows
	 * @throws NativeException if the call fails, {@code ENOMEM}
	 */
	public static boolean hasPending(Descriptor descriptor) throws NativeException {
		int number = descriptor.acquire();
		try {
			return Poll.await(Linux.POLLIN, Deadline.after(Duration.ZERO), number);
		}
		finally {
			descriptor.release();
		}
	}

}
