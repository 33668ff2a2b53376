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

package io.gracefulrestart.test.supervisor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.gracefulrestart.test.faults.Freeze;
import io.gracefulrestart.test.faults.Sockets;
import io.gracefulrestart.test.load.FailureExample;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ObservedProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.SampleRun;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service's main process that is killed with SIGKILL under load. Connections that it
 * had accepted end with it; everybody else, who is connected or about to be, must not
 * notice more than a pause. Which is which the kernel knows: the process is frozen before
 * it is killed, and what it has open then is written down.
 */
final class Crashes {

	private static final Set<Outcome> ENDED_WITH_ITS_PROCESS = EnumSet.of(Outcome.RESET_BEFORE_RESPONSE,
			Outcome.EOF_BEFORE_RESPONSE, Outcome.RESET_IN_RESPONSE, Outcome.EARLY_END);

	private final Load load;

	private final int port;

	// The ports of the clients whose connections were accepted, by when it was frozen.
	private final Map<Duration, Set<Integer>> accepted = new TreeMap<>();

	/**
	 * Constructor.
	 * @param load all clients
	 * @param port where they connect
	 */
	Crashes(Load load, int port) {
		this.load = load;
		this.port = port;
	}

	/**
	 * Kill the main process, and wait until another one answers.
	 * @param service its service, which systemd starts again
	 * @return inner number of who serves then
	 */
	long crash(SystemdUnit service) throws Exception {
		ObservedProcess main = service.mainProcess();
		long inner = SystemdUnit.innerPid(main);
		Freeze.freeze(main);
		this.accepted.put(this.load.elapsed(), Sockets.clients(this.port, main.socketInodes()));
		List<HttpConnection> waiting = new ArrayList<>();
		try {
			// Clients of the load that wait for an answer of this one do not connect
			// anew.
			waiting.add(ask());
			main.signal(ProcessSignal.KILL);
			waiting.add(ask());
			main.awaitEnd(SampleRun.PATIENCE);
			waiting.add(ask());
			Set<Long> answerers = new TreeSet<>();
			for (HttpConnection connection : waiting) {
				answerers.add(connection.receive(SampleRun.PATIENCE).answerer().pid());
			}
			assertThat(answerers).hasSize(1).doesNotContain(inner);
			return answerers.iterator().next();
		}
		finally {
			waiting.forEach(HttpConnection::close);
		}
	}

	private HttpConnection ask() throws RequestFailedException {
		HttpConnection connection = Clients.open(this.port);
		connection.send("GET /whoami HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
		return connection;
	}

	/**
	 * Assert that no client has failed but those whose connection had been accepted by a
	 * process that was killed then.
	 * @param result what all clients have seen; its plan must keep all failures
	 */
	void assertOnlyAcceptedFailed(LoadResult result) {
		assertThat(result.failureExamples()).as(result.describe()).hasSize((int) result.failed());
		assertThat(result.failureExamples()).as(result.describe()).allMatch(this::wasAccepted);
	}

	private boolean wasAccepted(FailureExample failure) {
		Set<Integer> ports = Set.of();
		for (Map.Entry<Duration, Set<Integer>> crash : this.accepted.entrySet()) {
			if (crash.getKey().compareTo(failure.at()) <= 0) {
				ports = crash.getValue();
			}
		}
		return ENDED_WITH_ITS_PROCESS.contains(failure.outcome()) && ports.contains(failure.localPort());
	}

}
