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
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Sends datagrams to Unix sockets, see unix(7). Stateless, thread safe.
 */
public final class Datagrams {

	private Datagrams() {
	}

	/**
	 * Send one datagram.
	 * @param address where to: an absolute path, or a name in the abstract name space
	 * with {@code @} in the place of its zero byte
	 * @param bytes what to send, at least one byte
	 * @param descriptors what to pass with it; they stay the caller's, and may be closed
	 * when this returns
	 * @param timeout how long to wait while the receiver's queue is full
	 * @throws SocketTimeoutException if it stayed full
	 * @throws NativeException {@code ENOENT} or {@code ECONNREFUSED} if nobody receives
	 * there, {@code EACCES} if this process may not send there, {@code EMSGSIZE} if it is
	 * too long
	 * @throws IllegalArgumentException if the address is neither, or too long for a
	 * socket
	 */
	public static void send(String address, byte[] bytes, List<Descriptor> descriptors, Duration timeout)
			throws IOException {
		byte[] encoded = encode(address);
		LibC libc = NativeSupport.libc();
		int number = libc.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0);
		if (number < 0) {
			throw new NativeException(NativeSupport.libc().errno(), "socket");
		}
		try (Descriptor socket = Descriptor.owning(number);
				Loan loan = Loan.of(socket);
				Loan passed = Loan.of(descriptors);
				NativeBlock block = NativeBlock.allocate(encoded.length);
				Message message = Message.toSend(ByteBuffer.wrap(bytes), passed.numbers())) {
			UnixSockets.setSendTimeout(loan.number(), timeout);
			if (libc.connect(loan.number(), block.putBytes(0, encoded).address(0), encoded.length) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "connect(" + address + ")");
			}
			send(address, loan.number(), message);
		}
	}

	private static void send(String address, int number, Message message) throws IOException {
		LibC libc = NativeSupport.libc();
		while (libc.sendmsg(number, message.address(), Linux.MSG_NOSIGNAL) < 0) {
			int errno = libc.errno();
			if (errno == Linux.EAGAIN) {
				throw new SocketTimeoutException("send(" + address + ") timed out: the receiver's queue is full");
			}
			if (errno != Linux.EINTR) {
				throw new NativeException(errno, "send(" + address + ")");
			}
		}
	}

	private static byte[] encode(String address) {
		if (address.startsWith("/")) {
			return SocketAddresses.encode(UnixPaths.encodeSocketPath(Path.of(address)));
		}
		if (address.startsWith("@") && address.length() > 1) {
			return SocketAddresses.encodeAbstract(UnixPaths.encodeSocketPath(Path.of(address.substring(1))));
		}
		throw new IllegalArgumentException(
				"Address of a Unix datagram socket must begin with '/' or '@', but is '" + address + "'");
	}

}
