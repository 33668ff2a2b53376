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

import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The heart of it: the application is replaced again and again while clients that never
 * retry keep talking to it, and none of them can tell. The system property
 * {@value #HANDOFFS} says how often, by default 10 times back to back and 3 times paced.
 */
@Isolated
class RestartUnderLoadIntegrationTests {

	private static final Log logger = LogFactory.getLog(RestartUnderLoadIntegrationTests.class);

	static final String HANDOFFS = "graceful-restart.test.soak";

	private static final String HOST = "127.0.0.1";

	private static final int REQUESTS = 1000;

	// On two processors a successor starts much sooner beside a load that stands back.
	// There is always a request outstanding on each of the connections, either way.
	private static final int NICENESS = 19;

	// Two JVMs and the load on two processors, perhaps with others.
	private static final Duration PATIENCE = Duration.ofMinutes(5);

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void noClientCanTellThatTheApplicationIsReplaced() throws Exception {
		replace(Integer.getInteger(HANDOFFS, 10), LoadPlan.standardMix(HOST, this.run.port()));
	}

	// Between two requests of a connection there is time to move it: the machine is not
	// saturated, unlike above.
	@Test
	void pacedConnectionsAreKept() throws Exception {
		replace(Integer.getInteger(HANDOFFS, 3), LoadPlan.against(HOST, this.run.port())
			.clients(50, LoadPattern.keepAlive("/whoami", Pace.perSecond(40))));
	}

	private void replace(int handoffs, LoadPlan plan) throws Exception {
		Witness witness = new Witness();
		ScenarioResult result = RestartScenario.of(launcher(), HOST, this.run.port())
			.restarter(Restarter.of(launcher(), HOST, this.run.port()).timeout(PATIENCE))
			.restarts(handoffs)
			.requests(REQUESTS)
			.listener(witness)
			.run(plan.niceness(NICENESS));
		logger.info(handoffs + " handoffs under load: " + result.describe());
		assertThat(result.isFlawless()).as(result.describe()).isTrue();
		assertThat(result.survival().open()).as(result.describe()).isPositive();
		assertThat(result.survival().survived()).as(result.describe()).isEqualTo(result.survival().open());
		assertThat(result.restarts()).hasSize(handoffs);
		for (int i = 0; i < handoffs; i++) {
			assertThat(result.figures(i).requests()).as("requests during restart " + i)
				.isGreaterThanOrEqualTo(REQUESTS);
		}
		assertThat(result.load().answerers()).extracting("generation").hasSize(handoffs + 1).contains(handoffs + 1);
		assertThat(witness.inodes).hasSize(handoffs).containsOnly(witness.inodes.get(0));
	}

	// No connection is used up.
	private ApplicationLauncher launcher() {
		return this.run.launcher().arguments("--server.tomcat.max-keep-alive-requests=-1");
	}

	/**
	 * Has the processes' output printed if the test fails, and looks at the socket.
	 */
	private final class Witness implements ScenarioListener {

		private final List<Long> inodes = new ArrayList<>();

		@Override
		public void starting(ApplicationProcess process) {
			RestartUnderLoadIntegrationTests.this.run.own(process);
		}

		@Override
		public void restarted(int number, Restart restart) {
			RestartUnderLoadIntegrationTests.this.run.own(restart.successor());
			restart.successor()
				.listeningSockets()
				.stream()
				.filter((socket) -> socket.address().getPort() == RestartUnderLoadIntegrationTests.this.run.port())
				.forEach((socket) -> this.inodes.add(socket.inode()));
		}

	}

}
