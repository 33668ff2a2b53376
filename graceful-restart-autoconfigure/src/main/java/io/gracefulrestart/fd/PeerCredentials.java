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
 * Who is at the other end of a Unix connection, as the kernel vouches for it
 * ({@code SO_PEERCRED}, see unix(7)). On the accepted side this is the process that
 * called {@code connect}; on the connecting side it is the one that called
 * {@code listen}, which for a passed listener is its maker and not the one that accepts.
 *
 * @param pid process id, 0 if the process is in another pid namespace
 * @param uid effective user id
 * @param gid effective group id
 */
public record PeerCredentials(int pid, int uid, int gid) {

	static PeerCredentials of(int number) throws NativeException {
		int length = 3 * Integer.BYTES; // struct ucred
		try (NativeBlock block = NativeBlock.allocate(length + Integer.BYTES)) {
			block.putInt(length, length);
			if (NativeSupport.libc()
				.getsockopt(number, Linux.SOL_SOCKET, Linux.SO_PEERCRED, block.address(0), block.address(length)) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "getsockopt(fd " + number + ", SO_PEERCRED)");
			}
			return new PeerCredentials(block.getInt(0), block.getInt(4), block.getInt(8));
		}
	}

}
