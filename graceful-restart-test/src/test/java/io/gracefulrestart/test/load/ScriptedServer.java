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

package io.gracefulrestart.test.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ServerSocketFactory;

/**
 * A server that does on each connection what a test tells it to.
 */
final class ScriptedServer implements AutoCloseable {

	private final ServerSocket listener;

	private final Script script;

	private final List<Connection> connections = new CopyOnWriteArrayList<>();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	ScriptedServer(Script script) throws IOException {
		this(script, ServerSocketFactory.getDefault());
	}

	ScriptedServer(Script script, ServerSocketFactory factory) throws IOException {
		this.script = script;
		this.listener = factory.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	InetSocketAddress address() {
		return new InetSocketAddress(this.listener.getInetAddress(), this.listener.getLocalPort());
	}

	int connections() {
		return this.connections.size();
	}

	/**
	 * Return the request lines that have come, in order.
	 * @return lines of all connections
	 */
	List<String> requests() {
		return this.requests;
	}

	private void accept() {
		try {
			while (true) {
				Connection connection = new Connection(this.listener.accept());
				this.connections.add(connection);
				start(() -> play(connection));
			}
		}
		catch (IOException ex) {
			// Closed: the test is over.
		}
	}

	private void play(Connection connection) {
		try {
			this.script.play(connection);
		}
		catch (SocketException ex) {
			// The client has gone; what it makes of it is what the test looks at.
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void start(Runnable runnable) {
		Thread thread = new Thread(runnable, "scripted-server");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Connection connection : this.connections) {
			connection.socket.close();
		}
	}

	/**
	 * What happens on a connection.
	 */
	@FunctionalInterface
	interface Script {

		void play(Connection connection) throws IOException;

	}

	/**
	 * The server's end of a connection.
	 */
	final class Connection {

		private final Socket socket;

		private final BufferedReader reader;

		private final Map<String, String> headers = new HashMap<>();

		private Connection(Socket socket) throws IOException {
			this.socket = socket;
			this.reader = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
		}

		int remotePort() {
			return this.socket.getPort();
		}

		/**
		 * Read a request without a body.
		 * @return whether there was one
		 */
		boolean readRequest() throws IOException {
			String first = this.reader.readLine();
			if (first == null) {
				return false;
			}
			ScriptedServer.this.requests.add(first);
			String line = first;
			while (line != null && !line.isEmpty()) {
				int colon = line.indexOf(": ");
				if (colon > 0) {
					this.headers.put(line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 2));
				}
				line = this.reader.readLine();
			}
			return true;
		}

		/**
		 * Read bytes behind a request, or without one.
		 */
		byte[] read(int count) throws IOException {
			byte[] bytes = new byte[count];
			for (int i = 0; i < count; i++) {
				int next = this.reader.read();
				if (next < 0) {
					throw new SocketException("The client has gone");
				}
				bytes[i] = (byte) next;
			}
			return bytes;
		}

		/**
		 * Wait for the client's end of the connection.
		 */
		void awaitEnd() throws IOException {
			while (this.reader.read() >= 0) {
				// Whatever it has sent.
			}
		}

		/**
		 * Return a header of the last request.
		 */
		String header(String name) {
			return this.headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
		}

		Connection send(byte... bytes) throws IOException {
			this.socket.getOutputStream().write(bytes);
			return this;
		}

		Connection send(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
			return this;
		}

		/**
		 * Send a response with a length.
		 */
		Connection answer(String head, String body) throws IOException {
			return send(head + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
		}

		/**
		 * Answer {@code /whoami} as process 7 of generation 2.
		 */
		Connection answerWhoami(String... headers) throws IOException {
			return answerWhoami(new Answerer(2, 7), headers);
		}

		Connection answerWhoami(Answerer as, String... headers) throws IOException {
			String more = (headers.length > 0) ? "\r\n" + String.join("\r\n", headers) : "";
			return answer(
					"HTTP/1.1 200 OK\r\nX-Pid: %d\r\nX-Generation: %d".formatted(as.pid(), as.generation()) + more,
					"{\"pid\":%d,\"generation\":%d,\"remotePort\":%d}".formatted(as.pid(), as.generation(),
							remotePort()));
		}

		/**
		 * End the connection in the orderly way.
		 */
		void close() throws IOException {
			this.socket.close();
		}

		/**
		 * End it with a reset.
		 */
		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

	}

}
