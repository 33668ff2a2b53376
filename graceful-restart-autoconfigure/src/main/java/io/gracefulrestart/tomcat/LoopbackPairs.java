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

package io.gracefulrestart.tomcat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * Makes connections of this process to itself, on a port of its own. Their clients end
 * them with a reset, so that no TIME_WAIT stays.
 */
final class LoopbackPairs implements AutoCloseable {

	private final ServerSocketChannel listener;

	private LoopbackPairs(ServerSocketChannel listener) {
		this.listener = listener;
	}

	static LoopbackPairs open() throws IOException {
		ServerSocketChannel listener = ServerSocketChannel.open();
		try {
			return new LoopbackPairs(listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1));
		}
		catch (IOException ex) {
			listener.close();
			throw ex;
		}
	}

	/**
	 * Connect.
	 * @param client the client's end, not connected yet; stays the caller's
	 * @param timeout how long to wait
	 * @return the server's end, owned by the caller
	 * @throws IOException if it cannot be connected, or somebody else came first
	 */
	SocketChannel connect(Socket client, Duration timeout) throws IOException {
		client.connect(this.listener.getLocalAddress(), (int) Math.max(1, timeout.toMillis()));
		SocketChannel accepted = this.listener.accept();
		if (!client.getLocalSocketAddress().equals(accepted.getRemoteAddress())) {
			accepted.close();
			throw new IOException("Somebody else connected to a loopback pair");
		}
		client.setSoLinger(true, 0);
		return accepted;
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

}
