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

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.EstablishedSockets;
import io.gracefulrestart.fd.MarkedSockets;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of this process's connections, as they were when they were listed. Made
 * ahead of the time, while the connections are served. Immutable.
 */
public final class MovableSockets {

	private final Search search;

	private MovableSockets(Search search) {
		this.search = search;
	}

	/**
	 * List the sockets that are not known yet.
	 * @param known the others, open
	 * @return those of this instant
	 * @throws IOException if the descriptors of this process cannot be listed
	 */
	public static MovableSockets listExcept(List<MovableSocket> known) throws IOException {
		return new MovableSockets(EstablishedSockets.listExcept(descriptors(known))::find);
	}

	/**
	 * Find the sockets of connections over a Unix domain socket.
	 * @param channels their channels
	 * @param known others, open
	 * @return those of this instant
	 * @throws IOException if the descriptors of this process cannot be listed
	 */
	public static MovableSockets ofUnix(List<SocketChannel> channels, List<MovableSocket> known) throws IOException {
		return new MovableSockets(MarkedSockets.find(channels, descriptors(known))::of);
	}

	private static List<Descriptor> descriptors(List<MovableSocket> known) {
		return known.stream().map(MovableSocket::descriptor).toList();
	}

	/**
	 * Find the socket of a channel that was accepted by this process.
	 * @param channel the channel, which stays open while the result is used
	 * @return its socket, {@code null} if it was not there when they were listed, or
	 * cannot be told from others with certainty
	 */
	public @Nullable MovableSocket find(SocketChannel channel) {
		try {
			Descriptor descriptor = this.search.find(channel);
			return (descriptor != null) ? new MovableSocket(descriptor) : null;
		}
		catch (IOException ex) {
			return null; // closed meanwhile
		}
	}

	/**
	 * Finds the descriptor of a channel.
	 */
	@FunctionalInterface
	private interface Search {

		@Nullable Descriptor find(SocketChannel channel) throws IOException;

	}

}
