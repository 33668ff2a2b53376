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

import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * What the kernel says of a socket at this moment.
 *
 * @param family its address family
 * @param kind its type
 * @param listening whether it is a listening socket ({@code SO_ACCEPTCONN})
 * @param localAddress what it is bound to ({@code getsockname}): an
 * {@link java.net.InetSocketAddress} (an IPv4-mapped address as the IPv4 address it
 * means, the wildcard kept, port 0 when unbound) or a
 * {@link java.net.UnixDomainSocketAddress} (empty when unnamed, a leading {@code @} for
 * the abstract name space); {@code null} for {@link SocketFamily#OTHER other families}
 */
public record SocketDescription(SocketFamily family, SocketKind kind, boolean listening,
		@Nullable SocketAddress localAddress) {

	/**
	 * Ask the kernel.
	 * @param descriptor the socket; stays the caller's
	 * @return its description
	 * @throws NativeException {@code ENOTSOCK} if it is no socket
	 */
	public static SocketDescription of(Descriptor descriptor) throws NativeException {
		int number = descriptor.acquire();
		try {
			return of(number);
		}
		finally {
			descriptor.release();
		}
	}

	/**
	 * Ask the kernel about a number that a supervisor says it left open, before anybody
	 * becomes its owner: it may be open and yet something of the JVM's own.
	 * @param number the number
	 * @return its description
	 * @throws NativeException {@code EBADF} if it is not open, {@code ENOTSOCK} if it is
	 * no socket
	 * @see Descriptor#inherited(int)
	 */
	public static SocketDescription ofInherited(int number) throws NativeException {
		return of(number);
	}

	static SocketDescription of(int number) throws NativeException {
		int domain = SocketOptions.get(number, Linux.SO_DOMAIN);
		return new SocketDescription(SocketFamily.of(domain), SocketKind.of(SocketOptions.get(number, Linux.SO_TYPE)),
				SocketOptions.get(number, Linux.SO_ACCEPTCONN) != 0, SocketAddresses.local(number));
	}

	/**
	 * Ask the kernel who is at the other end of a connection.
	 * @param descriptor a connected socket; stays the caller's
	 * @return its address, in the forms of {@link #localAddress()}
	 * @throws NativeException {@code ENOTCONN} if it is not connected, {@code ENOTSOCK}
	 * if it is no socket
	 */
	public static @Nullable SocketAddress remoteAddress(Descriptor descriptor) throws NativeException {
		int number = descriptor.acquire();
		try {
			return SocketAddresses.remote(number);
		}
		finally {
			descriptor.release();
		}
	}

}
