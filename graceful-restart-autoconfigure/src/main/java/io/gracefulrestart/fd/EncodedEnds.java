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

import org.jspecify.annotations.Nullable;

/**
 * The two ends of a TCP connection as the kernel lays them out. Many connections are
 * asked for them, and few for what they mean: it is decoded then.
 */
final class EncodedEnds {

	private static final int ADDRESS = SocketAddresses.MAXIMUM_LENGTH;

	private static final int LENGTH = 2 * ADDRESS;

	private final byte[] local;

	private final byte[] remote;

	private EncodedEnds(byte[] local, byte[] remote) {
		this.local = local;
		this.remote = remote;
	}

	/**
	 * Ask the kernel. Without an exception for what is no connection, since whole lists
	 * of descriptors are asked about.
	 * @param number any number
	 * @return the ends, or {@code null} if it is no established TCP connection
	 */
	static @Nullable EncodedEnds of(int number) {
		LibC libc = NativeSupport.libc();
		try (NativeBlock block = NativeBlock.allocate(LENGTH + Integer.BYTES)) {
			block.putInt(LENGTH, ADDRESS);
			if (libc.getpeername(number, block.address(0), block.address(LENGTH)) < 0) {
				return null;
			}
			byte[] remote = take(block, 0);
			block.putInt(LENGTH, ADDRESS);
			if (remote == null || libc.getsockname(number, block.address(ADDRESS), block.address(LENGTH)) < 0) {
				return null;
			}
			byte[] local = take(block, ADDRESS);
			return (local != null) ? new EncodedEnds(local, remote) : null;
		}
	}

	private static byte @Nullable [] take(NativeBlock block, int offset) {
		int expected = SocketAddresses.lengthOf(block.getShort(offset));
		// Of no other family, and whole.
		return (expected > 0 && block.getInt(LENGTH) >= expected) ? block.getBytes(offset, expected) : null;
	}

	InetSocketAddress local() {
		return SocketAddresses.decodeInternet(this.local);
	}

	InetSocketAddress remote() {
		return SocketAddresses.decodeInternet(this.remote);
	}

}
