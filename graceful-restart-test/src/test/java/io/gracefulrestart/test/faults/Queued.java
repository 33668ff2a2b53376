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
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that wait in the kernel's queue, because nobody accepts when they are sent.
 */
final class Queued implements AutoCloseable {

	private static final int COUNT = 5;

	private final List<HttpConnection> connections = new ArrayList<>();

	Queued(Rig rig) {
		for (int i = 0; i < COUNT; i++) {
			this.connections.add(rig.send("GET /whoami HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"));
		}
	}

	/**
	 * Assert that each of them is answered.
	 * @param process who has to answer
	 */
	void assertAnsweredBy(ApplicationProcess process) {
		for (HttpConnection connection : this.connections) {
			try {
				HttpReply reply = connection.receive(Rig.LONG);
				assertThat(reply.status()).isEqualTo(200);
				assertThat(reply.answerer().pid()).isEqualTo(process.pid());
			}
			catch (RequestFailedException ex) {
				throw new AssertionError("A request that was queued is lost", ex);
			}
		}
	}

	@Override
	public void close() {
		this.connections.forEach(HttpConnection::close);
	}

}
