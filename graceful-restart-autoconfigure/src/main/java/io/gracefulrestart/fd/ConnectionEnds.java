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

import java.net.InetSocketAddress;
import java.net.SocketAddress;

import org.jspecify.annotations.Nullable;

/**
 * The two ends of a TCP connection, as the kernel knows them. No two sockets of a network
 * namespace have the same.
 *
 * @param local this end ({@code getsockname})
 * @param remote the other end ({@code getpeername})
 */
public record ConnectionEnds(InetSocketAddress local, InetSocketAddress remote) {

	// sizeof(struct sockaddr_storage)
	private static final int ADDRESS = 128;

	/**
	 * Ask the kernel. Without an exception for what is no connection, since whole lists
	 * of descriptors are asked about.
	 * @param number any number
	 * @return the ends, or {@code null} if it is no established TCP connection
	 */
	static @Nullable ConnectionEnds of(int number) {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(ADDRESS + Integer.BYTES)) {
			block.putInt(ADDRESS, ADDRESS);
			if (libc.getpeername(number, block.address(0), block.address(ADDRESS)) < 0
					|| !(decode(block) instanceof InetSocketAddress remote)) {
				return null;
			}
			block.putInt(ADDRESS, ADDRESS);
			if (libc.getsockname(number, block.address(0), block.address(ADDRESS)) < 0
					|| !(decode(block) instanceof InetSocketAddress local)) {
				return null;
			}
			return new ConnectionEnds(local, remote);
		}
	}

	private static @Nullable SocketAddress decode(NativeBlock block) {
		return SocketAddresses.decode(block.getBytes(0, Math.min(block.getInt(ADDRESS), ADDRESS)));
	}

}
