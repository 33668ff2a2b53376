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

package io.gracefulrestart.sample;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * One connection of the {@link LineServer}. Each line is answered with
 * {@code PID GENERATION LINE}; {@code sleep MS} takes that long. When the server leaves,
 * the line {@code bye} follows the last answer: what comes after it is not read any more,
 * and the client sends it elsewhere.
 */
class LineConnection {

	private static final Log logger = LogFactory.getLog(LineConnection.class);

	private final Socket socket;

	private final Generation generation;

	private final BooleanSupplier leaving;

	private boolean answering;

	private boolean left;

	LineConnection(SocketChannel channel, Generation generation, BooleanSupplier leaving) {
		this.socket = channel.socket();
		this.generation = generation;
		this.leaving = leaving;
	}

	/**
	 * Answer until the client has closed; called by the connection's thread.
	 */
	void serve() {
		try (this.socket;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(this.socket.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				if (begin()) {
					answer(line);
				}
			}
		}
		catch (IOException ex) {
			logger.debug("Line connection ended", ex);
		}
	}

	private void answer(String line) throws IOException {
		try {
			if (line.matches("sleep \\d{1,5}")) {
				TimeUnit.MILLISECONDS.sleep(Long.parseLong(line.substring(6)));
			}
			write(ProcessHandle.current().pid() + " " + this.generation.current() + " " + line);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			end();
		}
	}

	private synchronized boolean begin() {
		this.answering = !this.left;
		return this.answering;
	}

	private synchronized void end() {
		this.answering = false;
		if (this.leaving.getAsBoolean()) {
			leave();
		}
	}

	/**
	 * Return whether a line has come whose answer is not sent.
	 * @return whether a drain has to wait
	 */
	synchronized boolean isAnswering() {
		return this.answering;
	}

	/**
	 * Say bye, unless a line is being answered: then that follows the answer.
	 */
	synchronized void leave() {
		if (this.answering || this.left) {
			return;
		}
		this.left = true;
		try {
			write("bye");
			this.socket.shutdownOutput();
		}
		catch (IOException ex) {
			logger.debug("Line connection ended before bye", ex);
		}
	}

	private void write(String line) throws IOException {
		OutputStream out = this.socket.getOutputStream();
		out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Close whatever is left of it.
	 */
	void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			logger.debug("Line connection not closed cleanly", ex);
		}
	}

}
