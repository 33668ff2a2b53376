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

import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.SampleRun;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each process opens a listener of its own on the same port. With a control socket the
 * predecessor learns from its successor when it may leave; without one it is told to end
 * when the next one serves. Either way no client can tell.
 */
@Isolated
class SharedPortUnderLoadIntegrationTests {

	private static final Log logger = LogFactory.getLog(SharedPortUnderLoadIntegrationTests.class);

	private static final String HOST = "127.0.0.1";

	private static final int NICENESS = 19;

	private static final int REQUESTS = 200;

	// What the JVM ends with after SIGTERM, however graceful.
	private static final int TERMINATED = 143;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void whenTheTwoTalkThenNoClientCanTell() throws Exception {
		int restarts = Integer.getInteger(RestartUnderLoadIntegrationTests.HANDOFFS, 3);
		ApplicationLauncher launcher = launcher();
		List<Long> inodes = new ArrayList<>();
		ScenarioResult result = RestartScenario.of(launcher, HOST, this.run.port())
			.restarter(Restarter.of(launcher, HOST, this.run.port()).timeout(SampleRun.PATIENCE))
			.restarts(restarts)
			.requests(REQUESTS)
			.listener(new ScenarioListener() {

				@Override
				public void starting(ApplicationProcess process) {
					SharedPortUnderLoadIntegrationTests.this.run.own(process);
				}

				@Override
				public void restarted(int number, Restart restart) {
					SharedPortUnderLoadIntegrationTests.this.run.own(restart.successor());
					restart.successor().listeningSockets().forEach((socket) -> inodes.add(socket.inode()));
				}

			})
			.run(LoadPlan.standardMix(HOST, this.run.port()).niceness(NICENESS));
		logger.info(restarts + " handoffs on a shared port: " + result.describe());
		assertThat(result.isFlawless()).as(result.describe()).isTrue();
		assertThat(result.survival().open()).as(result.describe()).isPositive();
		assertThat(result.survival().survived()).as(result.describe()).isEqualTo(result.survival().open());
		assertThat(inodes).hasSize(restarts).doesNotHaveDuplicates();
	}

	@Test
	void whenTheOldOneIsToldToEndThenNoClientCanTell() throws Exception {
		int restarts = Integer.getInteger(RestartUnderLoadIntegrationTests.HANDOFFS, 3);
		ApplicationProcess serving = start();
		try (Load load = LoadPlan.standardMix(HOST, this.run.port()).niceness(NICENESS).start()) {
			for (int i = 0; i < restarts; i++) {
				load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
				ApplicationProcess next = start();
				serving.signal(ProcessSignal.TERM);
				assertThat(serving.awaitExit(SampleRun.PATIENCE)).isEqualTo(TERMINATED);
				serving = next;
			}
			load.awaitRequests(REQUESTS, SampleRun.PATIENCE);
			LoadResult result = load.stop();
			logger.info(restarts + " restarts on a shared port: " + result.describe());
			assertThat(result.failed()).as(result.describe()).isZero();
			assertThat(result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)).as(result.describe()).isZero();
		}
	}

	private ApplicationProcess start() {
		ApplicationProcess process = launcher().arguments("--graceful-restart.handoff.enabled=false").start();
		this.run.own(process);
		return process.awaitReady(SampleRun.PATIENCE);
	}

	// It listens a little after Spring Boot says that it is started. What takes most of
	// the time is to start, and what is looked at is the port.
	private ApplicationLauncher launcher() {
		return SampleRun.quickJvm(this.run.launcher())
			.readyLine("Generation \\d+ serving")
			.arguments("--graceful-restart.listener.mode=reuse-port", "--server.tomcat.max-keep-alive-requests=-1");
	}

}
