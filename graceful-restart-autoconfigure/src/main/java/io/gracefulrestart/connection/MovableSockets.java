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

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.EstablishedSockets;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of this process's connections, as they were when they were listed last.
 * Made ahead of the time, while the connections are served. Used by one thread.
 */
public final class MovableSockets {

	private EstablishedSockets listed;

	private MovableSockets(EstablishedSockets listed) {
		this.listed = listed;
	}

	/**
	 * List the sockets.
	 * @return those of this instant
	 * @throws IOException if the descriptors of this process cannot be listed
	 */
	public static MovableSockets list() throws IOException {
		return new MovableSockets(EstablishedSockets.list());
	}

	/**
	 * List them again, for connections that were accepted since.
	 * @throws IOException if the descriptors of this process cannot be listed
	 */
	public void refresh() throws IOException {
		this.listed = EstablishedSockets.list();
	}

	/**
	 * Find the socket of a channel that was accepted by this process.
	 * @param channel the channel, which stays open while the result is used
	 * @return its socket, {@code null} if it was not there when they were listed, or
	 * cannot be told from others with certainty
	 */
	public @Nullable MovableSocket find(SocketChannel channel) {
		try {
			Descriptor descriptor = this.listed.find(channel);
			return (descriptor != null) ? new MovableSocket(descriptor) : null;
		}
		catch (IOException ex) {
			return null; // closed meanwhile
		}
	}

}
