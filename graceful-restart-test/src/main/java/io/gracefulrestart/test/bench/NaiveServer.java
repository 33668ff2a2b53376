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

package io.gracefulrestart.test.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A server that shares its port as the folklore has it: on SIGTERM it stops accepting,
 * closes its listener, and completes the requests that it has accepted.
 */
public final class NaiveServer {

	private static final int BACKLOG = 100;

	private static final int REQUEST = 4096;

	private static final long TICK = 1_000_000;

	private static final ByteBuffer ANSWER = StandardCharsets.US_ASCII
		.encode("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nyes")
		.asReadOnlyBuffer();

	private final AtomicInteger busy = new AtomicInteger();

	private final ServerSocketChannel listener;

	private NaiveServer(int port) throws IOException {
		this.listener = ServerSocketChannel.open();
		this.listener.setOption(StandardSocketOptions.SO_REUSEPORT, true);
		this.listener.bind(new InetSocketAddress(port), BACKLOG);
	}

	/**
	 * Serve until SIGTERM.
	 * @param arguments among others {@code --server.port=PORT}
	 * @throws IOException if the port is not to be had
	 */
	public static void main(String[] arguments) throws IOException {
		int port = 0;
		for (String argument : arguments) {
			if (argument.startsWith("--server.port=")) {
				port = Integer.parseInt(argument.substring("--server.port=".length()));
			}
		}
		NaiveServer server = new NaiveServer(port);
		Runtime.getRuntime().addShutdownHook(new Thread(server::end));
		System.out.println("Generation 1 serving");
		server.serve();
	}

	private void serve() {
		try {
			while (true) {
				SocketChannel connection = this.listener.accept();
				this.busy.incrementAndGet();
				Thread thread = new Thread(() -> answer(connection));
				thread.setDaemon(true);
				thread.start();
			}
		}
		catch (IOException ex) {
			// Closed.
		}
	}

	private void answer(SocketChannel connection) {
		try (connection) {
			if (connection.read(ByteBuffer.allocate(REQUEST)) > 0) {
				connection.write(ANSWER.duplicate());
			}
		}
		catch (IOException ex) {
			// The client has left.
		}
		finally {
			this.busy.decrementAndGet();
		}
	}

	private void end() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		while (this.busy.get() > 0) {
			LockSupport.parkNanos(TICK);
		}
	}

}
