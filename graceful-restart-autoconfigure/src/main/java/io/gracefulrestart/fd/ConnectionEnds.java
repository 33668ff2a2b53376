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
 * The two ends of a TCP connection, as the kernel knows them. No two sockets of a network
 * namespace have the same.
 *
 * @param local this end ({@code getsockname})
 * @param remote the other end ({@code getpeername})
 */
public record ConnectionEnds(InetSocketAddress local, InetSocketAddress remote) {

	/**
	 * Ask the kernel. Without an exception for what is no connection, since whole lists
	 * of descriptors are asked about.
	 * @param number any number
	 * @return the ends, or {@code null} if it is no established TCP connection
	 */
	static @Nullable ConnectionEnds of(int number) {
		EncodedEnds ends = EncodedEnds.of(number);
		return (ends != null) ? new ConnectionEnds(ends.local(), ends.remote()) : null;
	}

}
