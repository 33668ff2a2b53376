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

package io.gracefulrestart.test.state;

import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Statistics over all generations are exact.
 */
@Timeout(180)
class StatisticsIntegrationTests {

	@RegisterExtension
	final SampleRun run = new SampleRun();

	// Requests of this test's own, each on a connection of its own.
	private long views;

	@Test
	void requestsConnectionsAndRestartsAreCountedOverAllGenerations() throws Exception {
		ApplicationProcess serving = this.run.startServing(this.run.quickLauncher());
		String startedAt = view().statisticsStartedAt();
		try (CountingClients clients = new CountingClients(this.run.port(), "/whoami", 4)) {
			for (int i = 1; i <= 3; i++) {
				ApplicationProcess next = this.run.startSuccessor(this.run.quickLauncher());
				assertThat(serving.awaitExit(SampleRun.PATIENCE)).isZero();
				serving = next;
				awaitRestarts("SUCCEEDED", i);
			}
			long answers = clients.stop();
			awaitRequests(answers);
			HandoffView view = view();
			assertThat(view.statistic("connectionsAccepted")).isEqualTo(clients.connections() + this.views);
			// Two are kept, at most, and either may have been between two.
			assertThat(view.statistic("connectionsMoved")).isBetween(1L, 6L);
			assertThat(view.statisticsStartedAt()).isEqualTo(startedAt);
			assertThat(view.statistic("restarts/FAILED")).isZero();
		}
	}

	@Test
	void whatWasRolledBackRefusedOrFailedIsCountedAndNothingIsLost() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m");
		this.run.startServing(launcher);
		try (CountingClients clients = new CountingClients(this.run.port(), "/whoami", 2)) {
			ApplicationProcess second = this.run.startSuccessor(launcher);
			await().atMost(SampleRun.PATIENCE).until(() -> view().predecessorPhase().equals("STANDBY"));
			assertThat(view().statistic("restarts/SUCCEEDED")).isZero();
			RestartReply reply = RestartReply.post(this.run.port(), "", "{\"action\":\"rollback\"}");
			this.views++;
			assertThat(reply.outcome()).as(reply.toString()).isEqualTo("ROLLED_BACK");
			assertThat(second.awaitExit(SampleRun.PATIENCE)).isEqualTo(1);
			awaitRestarts("ROLLED_BACK", 1);
			this.run.runToItsEnd(launcher.arguments("--sample.exit-before-ready=3"));
			awaitRestarts("FAILED", 1);
			long answers = clients.stop();
			awaitRequests(answers);
			HandoffView view = view();
			assertThat(view.statistic("connectionsAccepted")).isEqualTo(clients.connections() + this.views);
			assertThat(view.statistic("restarts/ROLLED_BACK")).isEqualTo(1);
			assertThat(view.statistic("restarts/SUCCEEDED")).isZero();
		}
	}

	// A client has its answer a moment before it is counted, this test too.
	private void awaitRequests(long answers) {
		await().atMost(SampleRun.PATIENCE)
			.untilAsserted(() -> assertThat(view().statistic("requests")).isEqualTo(answers + this.views - 1));
	}

	private void awaitRestarts(String outcome, long count) {
		await().atMost(SampleRun.PATIENCE).until(() -> view().statistic("restarts/" + outcome) == count);
	}

	private HandoffView view() throws Exception {
		this.views++;
		return HandoffView.at(this.run.port());
	}

}
