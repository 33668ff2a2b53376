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
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.listener.Listener;

/**
 * Clients that connect and wait. A connect that is not answered at once is an error.
 */
final class TestClients implements AutoCloseable {

	private final InetSocketAddress server;

	private final List<Socket> sockets = new ArrayList<>();

	TestClients(Listener listener) {
		this.server = (InetSocketAddress) listener.address();
	}

	TestClients connect(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			Socket socket = new Socket();
			this.sockets.add(socket);
			socket.connect(this.server, (int) TimeUnit.SECONDS.toMillis(5));
		}
		return this;
	}

	List<SocketAddress> addresses() {
		return this.sockets.stream().map(Socket::getLocalSocketAddress).toList();
	}

	@Override
	public void close() throws IOException {
		for (Socket socket : this.sockets) {
			// No TIME_WAIT stays.
			socket.setSoLinger(true, 0);
			socket.close();
		}
	}

}
