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
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * A passed connection and the channel of the JDK that it was put into. The channel owns
 * the descriptor. The addresses that the channel itself tells are the mold's.
 */
public final class ChanneledConnection {

	private final SocketChannel channel;

	private final Descriptor descriptor;

	private final @Nullable EncodedEnds ends;

	ChanneledConnection(SocketChannel channel, Descriptor descriptor, @Nullable EncodedEnds ends) {
		this.channel = channel;
		this.descriptor = descriptor;
		this.ends = ends;
	}

	/**
	 * Return its channel.
	 * @return the channel
	 */
	public SocketChannel channel() {
		return this.channel;
	}

	/**
	 * Return its descriptor.
	 * @return the descriptor, lent by the channel, to be used while that is open
	 */
	public Descriptor descriptor() {
		return this.descriptor;
	}

	/**
	 * Return the address of this end.
	 * @return what {@code getsockname} has told when the connection came; {@code null} if
	 * it is over a Unix domain socket
	 */
	public @Nullable InetSocketAddress local() {
		return (this.ends != null) ? this.ends.local() : null;
	}

	/**
	 * Return the address of the other end.
	 * @return what {@code getpeername} has told when the connection came; {@code null} if
	 * it is over a Unix domain socket
	 */
	public @Nullable InetSocketAddress remote() {
		return (this.ends != null) ? this.ends.remote() : null;
	}

}
