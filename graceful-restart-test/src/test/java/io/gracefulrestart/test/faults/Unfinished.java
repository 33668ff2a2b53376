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

package io.gracefulrestart.test.faults;

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.RequestFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * One piece of work of each kind that does not end by itself, the first one the oldest.
 */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are those of HTTP
final class Unfinished implements AutoCloseable {

	private static final List<String> WORK = List.of("GET /slow?ms=120000 HTTP/1.1\r\nHost: test\r\n\r\n",
			"GET /echo HTTP/1.1\r\nHost: test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
					+ "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
			"GET /whoami HTTP/1.1\r\nHost: te");

	/**
	 * How many pieces of work there are.
	 */
	static final int COUNT = WORK.size();

	private final List<HttpConnection> connections = new ArrayList<>();

	Unfinished(Rig rig) {
		for (String work : WORK) {
			HttpConnection connection = rig.send(work);
			this.connections.add(connection);
			// The load's connections come and go, so that counting them would say little.
			await().atMost(Rig.LONG).until(() -> Sockets.unread(rig.port(), connection.localPort()) == 0);
		}
	}

	/**
	 * Assert that the server has closed them all, none of them with a complete response.
	 */
	void assertClosed() {
		for (int i = 0; i < COUNT; i++) {
			HttpConnection connection = this.connections.get(i);
			if (WORK.get(i).contains("Upgrade: websocket")) {
				assertThatCode(() -> connection.receive(Rig.LONG)).as("change of protocol").doesNotThrowAnyException();
			}
			RequestFailedException failure = catchThrowableOfType(RequestFailedException.class,
					() -> connection.receive(Rig.LONG));
			assertThat(failure).isNotNull();
			assertThat(failure.getOutcome()).isNotEqualTo(Outcome.TIMEOUT);
		}
	}

	@Override
	public void close() {
		this.connections.forEach(HttpConnection::close);
	}

}
