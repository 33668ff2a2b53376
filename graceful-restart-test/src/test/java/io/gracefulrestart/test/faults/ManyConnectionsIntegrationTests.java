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

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 27 with many connections: the same ones after handoff upon handoff, half as many as
 * {@link ManyHandoffsIntegrationTests} makes, and nothing grows. Alone, since it counts
 * what the whole network namespace has.
 */
@Isolated
@Timeout(3600)
class ManyConnectionsIntegrationTests {

	private static final int HANDOFFS = Integer.getInteger("graceful-restart.test.soak", 10) / 2;

	private static final int CONNECTIONS = 1000;

	// Requests in progress need buffers too.
	private static final long SLACK = 4L << 20;

	// Others on the machine close connections too. A rehearsal that did not reset its own
	// would leave hundreds of them.
	private static final int OTHERS = 32;

	// Each connection is asked between two handoffs; a machine may be slow.
	@RegisterExtension
	static final Rig rig = new Rig("--server.tomcat.keep-alive-timeout=10m");

	private final List<Socket> connections = new ArrayList<>();

	@AfterEach
	void close() throws IOException {
		for (Socket connection : this.connections) {
			connection.close();
		}
	}

	@Test
	void whenHandedOverManyTimesThenTheyAreTheSameAndNothingGrows() throws Exception {
		ApplicationProcess first = rig.serving();
		// It has connections of its own, and leaves some in TIME_WAIT.
		rig.load().stop();
		for (int i = 0; i < CONNECTIONS; i++) {
			this.connections.add(new Socket(Rig.HOST, rig.port()));
		}
		assertAllServedBy(first);
		ApplicationProcess last = handOver();
		Holdings holdings = Holdings.of(last);
		long memory = directMemory();
		int waiting = Sockets.inTimeWaitBeside(rig.port());
		for (int handoff = 2; handoff <= HANDOFFS; handoff++) {
			last = handOver();
		}
		ApplicationProcess serving = last;
		await().atMost(Rig.LONG)
			.untilAsserted(() -> assertThat(Holdings.of(serving).surplus(holdings)).as(() -> Holdings.describe(serving))
				.isEmpty());
		assertThat(directMemory()).isLessThanOrEqualTo(memory + SLACK);
		assertThat(Sockets.inTimeWaitBeside(rig.port())).isLessThanOrEqualTo(waiting + OTHERS);
	}

	private ApplicationProcess handOver() throws IOException {
		ApplicationProcess successor = rig.handOver();
		assertAllServedBy(successor);
		return successor;
	}

	private void assertAllServedBy(ApplicationProcess process) throws IOException {
		for (Socket connection : this.connections) {
			assertThat(ask(connection)).startsWith("HTTP/1.1 200")
				.contains("\"pid\":" + process.pid() + ",", "\"remotePort\":" + connection.getLocalPort() + ",");
		}
	}

	// Without the load's client, which has a thread for each of its connections.
	private static String ask(Socket connection) throws IOException {
		connection.setSoTimeout((int) Rig.LONG.toMillis());
		connection.getOutputStream()
			.write("GET /whoami HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		byte[] buffer = new byte[4096];
		int length = 0;
		String text = "";
		while (!text.endsWith("}")) {
			int read = connection.getInputStream().read(buffer, length, buffer.length - length);
			assertThat(read).as("end of file after '" + text + "'").isPositive();
			length += read;
			text = new String(buffer, 0, length, StandardCharsets.ISO_8859_1);
		}
		return text;
	}

	private static long directMemory() throws RequestFailedException {
		String text = HttpConnection
			.get(Rig.HOST, rig.port(), "/actuator/metrics/jvm.buffer.memory.used?tag=id:direct", Rig.LONG)
			.text();
		String value = text.replaceFirst("(?s).*\"value\":([0-9.E]+).*", "$1");
		return (long) Double.parseDouble(value);
	}

}
