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

package io.gracefulrestart.test.restart;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.charset.StandardCharsets;

/**
 * An application that can be replaced, after a fashion: the next one asks the previous
 * one on a second port to close its listener, and binds the same port, so that clients
 * are refused in between. Arguments: port, control port, and the exit status for when it
 * is asked to go; {@code stay} to go on beside the next one.
 */
public final class ReplaceableApplication {

	private static final String HANDOFFS = "{\"handoffs\":[{\"outcome\":\"FIRST\"},"
			+ "{\"outcome\":\"COMMITTED\",\"reason\":null,\"phases\":{\"ready\":\"PT0.25S\",\"cutover\":0.004}}]}";

	private ReplaceableApplication() {
	}

	public static void main(String... arguments) throws IOException {
		int port = Integer.parseInt(arguments[0]);
		int control = Integer.parseInt(arguments[1]);
		int generation = askToGo(control) + 1;
		try (ServerSocket listener = bind(port)) {
			thread(() -> serve(listener, generation));
			PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
			out.println("Started ReplaceableApplication in 0.1 seconds");
			awaitSuccessor(control, generation, arguments[2], listener);
		}
		System.exit(Integer.parseInt(arguments[2]));
	}

	private static ServerSocket bind(int port) throws IOException {
		ServerSocket socket = new ServerSocket();
		socket.setOption(StandardSocketOptions.SO_REUSEPORT, true);
		socket.bind(new InetSocketAddress("127.0.0.1", port), 100);
		return socket;
	}

	private static int askToGo(int control) throws IOException {
		try (Socket socket = new Socket("127.0.0.1", control)) {
			int generation = socket.getInputStream().read();
			// The end says that the port is free, or that it never will be.
			socket.getInputStream().read();
			return generation;
		}
		catch (SocketException ex) {
			// Nobody there: this is the first generation.
			return 0;
		}
	}

	private static void awaitSuccessor(int control, int generation, String status, ServerSocket listener)
			throws IOException {
		while (!listener.isClosed()) {
			try (ServerSocket controlSocket = bind(control); Socket socket = controlSocket.accept()) {
				socket.getOutputStream().write(generation);
				if (!status.equals("stay")) {
					listener.close();
				}
			}
		}
	}

	private static void serve(ServerSocket listener, int generation) {
		try {
			while (true) {
				Socket socket = listener.accept();
				thread(() -> answer(socket, generation));
			}
		}
		catch (IOException ex) {
			// Closed, because a successor is there.
		}
	}

	private static void answer(Socket socket, int generation) {
		try (socket;
				BufferedReader reader = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				String path = line.split(" ")[1];
				while (!line.isEmpty()) {
					line = reader.readLine();
				}
				long pid = ProcessHandle.current().pid();
				String body = path.equals("/whoami") ? "{\"pid\":" + pid + ",\"remotePort\":" + socket.getPort() + "}"
						: HANDOFFS;
				String head = "HTTP/1.1 200 OK\r\nX-Pid: " + pid + "\r\nX-Generation: " + generation
						+ "\r\nContent-Length: " + body.length() + "\r\n\r\n";
				socket.getOutputStream().write((head + body).getBytes(StandardCharsets.ISO_8859_1));
			}
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

	private static void thread(Runnable runnable) {
		Thread thread = new Thread(runnable);
		thread.setDaemon(true);
		thread.start();
	}

}
