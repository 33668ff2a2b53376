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

package io.gracefulrestart.test.clients;

import java.net.http.HttpClient.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.gracefulrestart.test.load.AnyCertificate;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sessions in memory count the requests of their clients, over handoffs under load: none
 * is lost, and no request is counted twice or not at all.
 */
@Timeout(3600)
class SessionsIntegrationTests {

	private static final Log logger = LogFactory.getLog(SessionsIntegrationTests.class);

	private static final int HANDOFFS = Integer.getInteger("graceful-restart.test.soak", 3);

	private static final int CLIENTS_OF_A_KIND = 3;

	private static final int SIGN_OF_LIFE = 20;

	// What the JVM ends with after SIGTERM, however graceful.
	private static final int TERMINATED = 143;

	private static final String PROBATION = "--graceful-restart.handoff.probation=3m";

	@RegisterExtension
	static final SampleRun run = new SampleRun();

	private final List<SessionClient> clients = new ArrayList<>();

	@AfterEach
	void stop() {
		this.clients.forEach(SessionClient::close);
	}

	@Test
	void whenHandedOverUnderLoadThenEachRequestIsCountedOnce() throws Exception {
		int plain = FreePort.next();
		ApplicationLauncher launcher = Encryption.TLS.configure(run.launcher(), run.directory())
			.arguments("--sample.internal-port=" + plain);
		ApplicationProcess serving = run.startServing(launcher);
		for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
			add(SessionTransport.kept(plain));
			add(SessionTransport.reconnecting(plain));
			add(SessionTransport.encrypted(run.port(), Version.HTTP_1_1, AnyCertificate.context()));
		}
		this.clients.forEach(SessionClient::start);
		awaitAnswers();
		for (int handoff = 0; handoff < HANDOFFS; handoff++) {
			ApplicationProcess successor = run.startSuccessor(launcher);
			awaitAnswers();
			assertThat(serving.awaitExit(SampleRun.PATIENCE)).isZero();
			assertThat(serving.output()).noneMatch((line) -> line.contains("WARN") || line.contains("ERROR"));
			serving = successor;
			awaitAnswers();
		}
		assertNoneFailed();
		logger.info(HANDOFFS + " handoffs: " + this.clients.size() + " sessions have counted "
				+ this.clients.stream().mapToInt(SessionClient::count).sum() + " requests, as have their clients");
	}

	@Test
	void whenRolledBackUnderLoadThenEachRequestIsCountedOnce() throws Exception {
		ApplicationProcess predecessor = run.startServing(run.launcher().arguments(PROBATION));
		startPlainClients();
		ApplicationProcess successor = run.startSuccessor(run.launcher().arguments(PROBATION));
		awaitAnswers();
		predecessor.awaitLine("Standing by", SampleRun.PATIENCE);
		RestartReply reply = RestartReply.post(run.port(), "", "{\"action\":\"rollback\",\"reason\":\"test\"}");
		assertThat(reply.outcome()).as(reply.toString()).isEqualTo("ROLLED_BACK");
		awaitAnswers();
		assertThat(successor.awaitExit(SampleRun.PATIENCE)).isEqualTo(1);
		awaitAnswers();
		run.startSuccessor(run.launcher().arguments(PROBATION));
		awaitAnswers();
		assertNoneFailed();
	}

	@Test
	void whenTheSuccessorIsKilledThenSessionsAreWhatTheyWereAtTheHandoff() throws Exception {
		ApplicationProcess predecessor = run.startServing(run.launcher().arguments(PROBATION));
		startPlainClients();
		List<Integer> before = this.clients.stream().map(SessionClient::count).toList();
		ApplicationProcess successor = run.startSuccessor(run.launcher().arguments(PROBATION));
		awaitAnswers();
		assertNoneFailed();
		successor.signal(ProcessSignal.KILL);
		predecessor.awaitLine("ROLLED BACK", SampleRun.PATIENCE);
		for (int i = 0; i < this.clients.size(); i++) {
			SessionClient client = this.clients.get(i);
			client.forgive();
			assertThat(client.failure()).isNull();
			assertThat(client.count()).isGreaterThan(before.get(i));
		}
	}

	@Test
	void whenThePredecessorIsToldToEndWhileItsSuccessorStartsThenSessionsGoOn() throws Exception {
		ApplicationProcess predecessor = run.startServing(run.launcher());
		for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
			add(SessionTransport.reconnecting(run.port()));
		}
		this.clients.forEach(SessionClient::start);
		awaitAnswers();
		ApplicationProcess successor = run.launch(run.launcher());
		successor.awaitLine("takes over \\d+ listener", SampleRun.PATIENCE);
		predecessor.signal(ProcessSignal.TERM);
		successor.awaitLine("Generation \\d+ serving", SampleRun.PATIENCE);
		awaitAnswers();
		assertThat(predecessor.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
		assertThat(predecessor.output()).noneMatch((line) -> line.contains("WARN") || line.contains("ERROR"));
		assertThat(successor.output()).noneMatch((line) -> line.contains("ERROR"));
		assertNoneFailed();
	}

	@Test
	void whenThePredecessorIsKilledWhileItsSuccessorStartsThenSessionsGoOn() throws Exception {
		Path hold = run.directory().resolve("hold-sessions");
		ApplicationLauncher launcher = run.launcher()
			.arguments("--sample.start-held-by=" + hold, "--logging.level.io.gracefulrestart.session=debug");
		ApplicationProcess predecessor = run.startServing(launcher);
		for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
			add(SessionTransport.reconnecting(run.port()));
		}
		this.clients.forEach(SessionClient::start);
		awaitAnswers();
		assertNoneFailed();
		Files.createFile(hold);
		ApplicationProcess successor = run.launch(launcher);
		predecessor.awaitLine("\\d+ sessions are at the successor", SampleRun.PATIENCE);
		predecessor.signal(ProcessSignal.KILL);
		Files.delete(hold);
		successor.awaitLine("Generation \\d+ serving", SampleRun.PATIENCE);
		for (SessionClient client : this.clients) {
			client.ask();
		}
		assertNoneFailed();
	}

	private void startPlainClients() {
		for (int i = 0; i < CLIENTS_OF_A_KIND; i++) {
			add(SessionTransport.kept(run.port()));
			add(SessionTransport.reconnecting(run.port()));
		}
		this.clients.forEach(SessionClient::start);
		awaitAnswers();
	}

	private void add(SessionTransport transport) {
		this.clients.add(new SessionClient(transport));
	}

	private void awaitAnswers() {
		List<Integer> before = this.clients.stream().map(SessionClient::count).toList();
		Awaitility.await().atMost(SampleRun.PATIENCE).until(() -> {
			for (int i = 0; i < before.size(); i++) {
				SessionClient client = this.clients.get(i);
				if (client.failure() == null && client.count() < before.get(i) + SIGN_OF_LIFE) {
					return false;
				}
			}
			return true;
		});
	}

	// What the session says is compared at each answer.
	private void assertNoneFailed() throws Exception {
		for (SessionClient client : this.clients) {
			client.stop();
		}
		assertThat(this.clients.stream().map(SessionClient::failure).filter(Objects::nonNull)).isEmpty();
	}

}
