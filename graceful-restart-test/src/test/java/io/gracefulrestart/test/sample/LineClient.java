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

package io.gracefulrestart.test.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * A connection to the sample application's line port, which answers each line with
 * {@code PID GENERATION LINE} and says {@code bye} when it leaves.
 */
public final class LineClient implements AutoCloseable {

	private final Socket socket;

	private final BufferedReader lines;

	private LineClient(Socket socket) throws IOException {
		this.socket = socket;
		this.lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	/**
	 * Connect.
	 * @param port port of the line server
	 * @return the connection, which the caller closes
	 * @throws IOException if there is none
	 */
	public static LineClient open(int port) throws IOException {
		Socket socket = new Socket();
		int timeout = (int) SampleRun.PATIENCE.toMillis();
		socket.connect(new InetSocketAddress(Clients.HOST, port), timeout);
		socket.setSoTimeout(timeout);
		return new LineClient(socket);
	}

	/**
	 * Send a line.
	 * @param line the line without its end
	 * @throws IOException if the connection does not take it
	 */
	public void send(String line) throws IOException {
		this.socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Receive a line.
	 * @return the line, or {@code null} at the end
	 * @throws IOException if the connection broke
	 */
	public @Nullable String receive() throws IOException {
		return this.lines.readLine();
	}

	/**
	 * Send a line and receive the answer.
	 * @param line the line without its end
	 * @return the answer
	 * @throws IOException if the connection broke
	 */
	public @Nullable String ask(String line) throws IOException {
		send(line);
		return receive();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
