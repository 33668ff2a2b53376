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

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A request that is in progress until the test lets it end, however long a busy machine
 * takes for what happens meanwhile: the first half of an upload.
 */
@SuppressWarnings("StringConcatToTextBlock") // the line ends are those of HTTP
final class HeldRequest implements AutoCloseable {

	private final HttpConnection connection;

	/**
	 * Send it, and return when the process that serves has read it.
	 * @param rig whose process serves
	 */
	HeldRequest(Rig rig) {
		this.connection = rig.send("POST /upload HTTP/1.1\r\nHost: test\r\nContent-Length: 2\r\n\r\n1");
		await().atMost(Rig.LONG).until(() -> Sockets.unread(rig.port(), this.connection.localPort()) == 0);
	}

	/**
	 * Return what lets a process wait for it while others start.
	 * @return command line arguments
	 */
	static String[] arguments() {
		return new String[] { "--graceful-restart.drain.timeout=2m", "--server.tomcat.connection-timeout=5m" };
	}

	/**
	 * Send the rest, and find that it is answered.
	 * @return who has answered
	 * @throws RequestFailedException if nobody has
	 */
	long finish() throws RequestFailedException {
		this.connection.send("2");
		HttpReply reply = this.connection.receive(Rig.LONG);
		assertThat(reply.text()).contains("\"bytes\":2");
		return reply.answerer().pid();
	}

	/**
	 * Ask on the same connection who serves.
	 * @return who has answered
	 * @throws RequestFailedException if nobody has
	 */
	long ask() throws RequestFailedException {
		return this.connection.get("/whoami", Rig.LONG).answerer().pid();
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
