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
import java.util.Map;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What holds for a connection that has gone to a successor, and for one that could not.
 */
@Timeout(180)
class MovedConnectionsIntegrationTests {

	private static final int CONNECTIONS = 30;

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.drain.keep-alive-grace=30s");

	private final List<HttpConnection> connections = new ArrayList<>();

	@BeforeEach
	void beAlone() {
		rig.serving();
		rig.load().stop();
		// Its last connections are gone, and the one of this question with them.
		await().atMost(Rig.LONG).until(() -> rig.view().openConnections() == 1);
	}

	@AfterEach
	void close() {
		this.connections.forEach(HttpConnection::close);
	}

	@Test
	void addressesAreTheTrueOnesOfEachFamily() throws Exception {
		HttpConnection four = open("127.0.0.1");
		HttpConnection six = open("::1");
		ApplicationProcess successor = rig.handOver();
		assertAnswer(four, successor, "127.0.0.1");
		assertAnswer(six, successor, "0:0:0:0:0:0:0:1");
		successor = rig.handOver();
		assertAnswer(four, successor, "127.0.0.1");
		assertAnswer(six, successor, "0:0:0:0:0:0:0:1");
	}

	@Test
	void requestsThatAConnectionMayStillSendAreCountedOn() throws Exception {
		ApplicationProcess first = rig.handOver("--server.tomcat.max-keep-alive-requests=5");
		HttpConnection connection = open("127.0.0.1");
		assertThat(connection.get("/whoami", Rig.LONG).answerer().pid()).isEqualTo(first.pid());
		ApplicationProcess second = rig.handOver("--server.tomcat.max-keep-alive-requests=5");
		for (int request = 2; request < 5; request++) {
			HttpReply reply = connection.get("/whoami", Rig.LONG);
			assertThat(reply.answerer().pid()).isEqualTo(second.pid());
			assertThat(isToldToLeave(reply)).isFalse();
		}
		assertThat(connection.get("/whoami", Rig.LONG).header("connection")).hasValue("close");
	}

	@Test
	void idleConnectionIsClosedWhenItsTimeIsOverAtTheSuccessor() throws Exception {
		// Its time at the predecessor is longer than any start takes.
		rig.handOver("--server.tomcat.keep-alive-timeout=10m");
		HttpConnection connection = open("127.0.0.1");
		connection.get("/whoami", Rig.LONG);
		ApplicationProcess successor = rig.handOver("--server.tomcat.keep-alive-timeout=3s");
		assertThat(moved(successor)).containsEntry("moved", 1L);
		assertThatExceptionOfType(RequestFailedException.class).isThrownBy(() -> connection.receive(Rig.LONG))
			.satisfies((ex) -> assertThat(ex.getOutcome()).isEqualTo(Outcome.EOF_BEFORE_RESPONSE));
	}

	@Test
	void whatTheSuccessorHasNoRoomForStaysAndIsToldToLeave() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		openMany();
		ApplicationProcess successor = rig.start("--server.tomcat.max-connections=10");
		successor.awaitLine("Generation \\d+ serving", Rig.LONG);
		predecessor.awaitLine("serves; draining", Rig.LONG);
		int served = 0;
		int told = 0;
		for (HttpConnection connection : this.connections) {
			HttpReply reply = askUntilItLeaves(connection, predecessor);
			boolean left = isToldToLeave(reply);
			told += left ? 1 : 0;
			served += (reply.answerer().pid() == successor.pid()) ? 1 : 0;
			assertThat(reply.answerer().pid()).isEqualTo(left ? predecessor.pid() : successor.pid());
			if (!left) {
				connection.close(); // makes room for those who have to connect again
			}
		}
		assertThat(served).isBetween(5, 10);
		assertThat(served + told).isEqualTo(CONNECTIONS);
		rig.succeed(predecessor, successor);
		assertThat(moved(successor)).containsEntry("moved", (long) served).containsEntry("refused", (long) told);
		// The others need their places again.
		rig.handOver();
	}

	@Test
	void whenItIsSwitchedOffThenAllStayAndAreToldToLeave() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		openMany();
		ApplicationProcess successor = rig.start("--graceful-restart.handoff.connections=false");
		predecessor.awaitLine("serves; draining", Rig.LONG);
		for (HttpConnection connection : this.connections) {
			HttpReply reply = askUntilItLeaves(connection, predecessor);
			assertThat(reply.answerer().pid()).isEqualTo(predecessor.pid());
			assertThat(isToldToLeave(reply)).isTrue();
		}
		rig.succeed(predecessor, successor);
		assertThat(moved(successor).getOrDefault("moved", 0L)).isZero();
		rig.handOver();
	}

	// The drain may just be about to begin.
	private static HttpReply askUntilItLeaves(HttpConnection connection, ApplicationProcess predecessor)
			throws RequestFailedException {
		HttpReply reply = connection.get("/whoami", Rig.LONG);
		while (reply.answerer().pid() == predecessor.pid() && !isToldToLeave(reply)) {
			reply = connection.get("/whoami", Rig.LONG);
		}
		return reply;
	}

	private static boolean isToldToLeave(HttpReply reply) {
		return reply.header("connection").orElse("").equals("close");
	}

	private HttpConnection open(String host) throws RequestFailedException {
		HttpConnection connection = HttpConnection.open(host, rig.port(), Rig.LONG);
		this.connections.add(connection);
		return connection;
	}

	private void openMany() throws RequestFailedException {
		for (int i = 0; i < CONNECTIONS; i++) {
			open("127.0.0.1").get("/whoami", Rig.LONG);
		}
	}

	private static void assertAnswer(HttpConnection connection, ApplicationProcess process, String address)
			throws RequestFailedException {
		HttpReply reply = connection.get("/whoami", Rig.LONG);
		assertThat(reply.answerer().pid()).isEqualTo(process.pid());
		assertThat(reply.text()).contains("\"remotePort\":" + connection.localPort())
			.contains("\"remoteAddress\":\"" + address + "\"");
	}

	private static Map<String, Long> moved(ApplicationProcess successor) {
		// Until then the last handoff that it knows is the one before.
		successor.awaitLine("Predecessor .* drained", Rig.LONG);
		return rig.view().lastConnections("http");
	}

}
