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

package io.gracefulrestart.connection;

import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;

import io.gracefulrestart.fd.ChanneledConnection;
import org.jspecify.annotations.Nullable;

/**
 * A connection that came from another process. The addresses that its channel tells are
 * not its own.
 */
public final class PassedConnection {

	private final ChanneledConnection connection;

	private final MovableSocket socket;

	PassedConnection(ChanneledConnection connection) {
		this.connection = connection;
		this.socket = new MovableSocket(connection.descriptor());
	}

	/**
	 * Return its channel.
	 * @return the channel, in blocking mode when it is new
	 */
	public SocketChannel channel() {
		return this.connection.channel();
	}

	/**
	 * Return the address that the client has connected to.
	 * @return the address, {@code null} if the connection is over a Unix domain socket
	 */
	public @Nullable InetSocketAddress local() {
		return this.connection.local();
	}

	/**
	 * Return the client's address.
	 * @return the address, {@code null} if the connection is over a Unix domain socket
	 */
	public @Nullable InetSocketAddress remote() {
		return this.connection.remote();
	}

	/**
	 * Return whether it is over a Unix domain socket.
	 * @return whether it has no addresses
	 */
	public boolean isUnix() {
		return this.connection.local() == null;
	}

	/**
	 * Return its socket, by which it can be passed on.
	 * @return the socket, owned by the channel
	 */
	public MovableSocket socket() {
		return this.socket;
	}

}
