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

import io.gracefulrestart.test.load.Answerer;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.RequestFailedException;
import org.awaitility.Awaitility;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Single requests of single clients.
 */
public final class Clients {

	/**
	 * Where all applications are asked.
	 */
	public static final String HOST = "127.0.0.1";

	private Clients() {
	}

	/**
	 * Ask who serves, on a new connection.
	 * @param port port of the application
	 * @return who answered
	 * @throws RequestFailedException if nobody did
	 */
	public static Answerer whoServes(int port) throws RequestFailedException {
		return get(port, "/whoami").answerer();
	}

	/**
	 * Send a request on a new connection; the answer must have status 200.
	 * @param port port of the application
	 * @param path path and query
	 * @return the answer
	 * @throws RequestFailedException if there is none
	 */
	public static HttpReply get(int port, String path) throws RequestFailedException {
		HttpReply reply = HttpConnection.get(HOST, port, path, SampleRun.PATIENCE);
		assertThat(reply.status()).as(() -> path + " answered " + reply).isEqualTo(200);
		return reply;
	}

	/**
	 * Open a connection.
	 * @param port port of the application
	 * @return the connection, which the caller closes
	 * @throws RequestFailedException if there is none
	 */
	public static HttpConnection open(int port) throws RequestFailedException {
		return HttpConnection.open(HOST, port, SampleRun.PATIENCE);
	}

	/**
	 * Return whether new connections are refused.
	 * @param port port that was listened on
	 * @return {@code false} if one was made, or failed otherwise
	 */
	public static boolean isRefused(int port) {
		try {
			open(port).close();
			return false;
		}
		catch (RequestFailedException ex) {
			return ex.getOutcome() == Outcome.REFUSED;
		}
	}

	/**
	 * Wait until new connections are refused.
	 * @param port port that was listened on
	 */
	public static void awaitRefused(int port) {
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> isRefused(port));
	}

}
