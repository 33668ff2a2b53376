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

package io.gracefulrestart.test.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.JavaInstallations;
import io.gracefulrestart.test.process.SelfSignedCertificate;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Connections that cannot move are led to the successor in the way of their protocol, and
 * hold up no drain: streams of events come to a proper end, WebSockets are closed with
 * 1012, HTTP/2 has its GOAWAY, and TLS its {@code Connection: close}. The system property
 * {@value #HANDOFFS} says how often the application is replaced, by default 3 times, and
 * {@value #CONNECTIONS} over how many connections of each kind.
 */
@Isolated
class PoliteLeavingIntegrationTests {

	private static final Log logger = LogFactory.getLog(PoliteLeavingIntegrationTests.class);

	static final String HANDOFFS = "graceful-restart.test.soak";

	static final String CONNECTIONS = "graceful-restart.test.connections";

	/**
	 * How long a drain may take. By default half of {@code drain.timeout}, which is where
	 * a stream that nobody ends leads to; so a busy machine does not matter. With
	 * {@value #HANDOFFS} it is the aim, a second more than {@code drain.streams-timeout}.
	 */
	private static final Duration LONGEST_DRAIN = (Integer.getInteger(HANDOFFS) != null) ? Duration.ofSeconds(4)
			: Duration.ofSeconds(15);

	private static final String HOST = "127.0.0.1";

	private static final int REQUESTS = 500;

	// Two JVMs and the load on two processors, perhaps with others.
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	@RegisterExtension
	final SampleRun run = new SampleRun();

	private final int handoffs = Integer.getInteger(HANDOFFS, 3);

	private final int each = Integer.getInteger(CONNECTIONS, 100);

	@Test
	void connectionsThatCannotMoveAreLedToTheSuccessor() throws Exception {
		int tlsPort = FreePort.next();
		ApplicationLauncher launcher = launcher(tlsPort);
		Witness witness = new Witness();
		ScenarioResult result = RestartScenario.of(launcher, HOST, this.run.port())
			.restarter(Restarter.of(launcher, HOST, this.run.port()).timeout(PATIENCE))
			.restarts(this.handoffs)
			.requests(REQUESTS)
			.listener(witness)
			.run(LoadPlan.everyKind(HOST, this.run.port(), tlsPort, this.each).timeout(Duration.ofMinutes(1)));
		logger.info(this.handoffs + " handoffs over " + this.each + " connections of each kind, drained within "
				+ witness.drains + ": " + result.describe());
		assertThat(result.isFlawless()).as(result.describe()).isTrue();
		assertThat(result.restarts()).hasSize(this.handoffs);
		assertLedAway(result.load());
		assertThat(witness.drains).hasSize(this.handoffs)
			.allSatisfy((drain) -> assertThat(drain).isLessThan(LONGEST_DRAIN));
	}

	private void assertLedAway(LoadResult load) {
		long ends = (long) this.each * this.handoffs;
		assertThat(load.counts()).as(load.describe())
			.containsEntry("sse: streams opened", ends + this.each)
			.containsEntry("sse: streams ended properly", ends)
			.containsEntry("sse: streams ended with a retry hint", ends)
			.containsEntry("websocket: sessions opened", ends + this.each)
			.containsEntry("websocket: closed with 1012", ends);
		assertThat(load.count("http/2: GOAWAY") + load.count("http/2 slow: GOAWAY")).as(load.describe())
			.isEqualTo(ends);
	}

	// TLS and HTTP/2 on the application's own port, neither on the second one.
	private ApplicationLauncher launcher(int tlsPort) throws Exception {
		SelfSignedCertificate certificate = SelfSignedCertificate.create(this.run.directory(),
				JavaInstallations.selected());
		return this.run.bareLauncher()
			.arguments(certificate.serverArguments())
			.arguments("--server.port=" + tlsPort, "--server.http2.enabled=true",
					"--server.tomcat.max-keep-alive-requests=-1", "--sample.internal-port=" + this.run.port());
	}

	/**
	 * Waits until every client has come to the successor, and notes how long the
	 * predecessor has drained.
	 */
	private final class Witness implements ScenarioListener {

		private final List<Duration> drains = new ArrayList<>();

		private @Nullable Load load;

		@Override
		public void starting(ApplicationProcess process) {
			PoliteLeavingIntegrationTests.this.run.own(process);
		}

		@Override
		public void serving(ApplicationProcess process, Load running) {
			this.load = running;
			awaitAll(1);
		}

		@Override
		public void restarted(int number, Restart restart) {
			PoliteLeavingIntegrationTests.this.run.own(restart.successor());
			HandoffReport report = restart.handoff();
			if (restart.isReplaced() && report != null) {
				this.drains.add(report.phase("connections").plus(report.phase("drain")));
				awaitAll(number + 1);
			}
		}

		private void awaitAll(int generation) {
			try {
				this.load.awaitAnsweredBy(generation, PATIENCE);
			}
			catch (TimeoutException ex) {
				throw new AssertionError(ex.getMessage(), ex);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
				throw new IllegalStateException(ex);
			}
		}

	}

}
