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

import java.util.function.LongSupplier;

import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import io.gracefulrestart.test.visitor.Scrape;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Meters go on in the next version: nothing that Prometheus sees falls, and the sum is
 * what the clients have counted.
 */
@Timeout(300)
class MetersIntegrationTests {

	private static final Log logger = LogFactory.getLog(MetersIntegrationTests.class);

	private static final String REQUESTS = "http_server_requests_seconds";

	private static final int HANDOFFS = 5;

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void overFiveHandoffsCountersAreWhatTheClientsHaveCountedAndNoneFalls() throws Exception {
		ApplicationProcess serving = this.run.startServing(this.run.quickLauncher());
		try (CountingClients clients = new CountingClients(this.run.port(), "/whoami", 4);
				CountingClients slow = new CountingClients(this.run.port(), "/slow?ms=300", 2);
				Scraper scraper = new Scraper(this.run.port())) {
			awaitMore(clients);
			for (int i = 0; i < HANDOFFS; i++) {
				ApplicationProcess next = this.run.startSuccessor(this.run.quickLauncher());
				assertThat(serving.awaitExit(SampleRun.PATIENCE)).isZero();
				serving = next;
				awaitMore(clients);
			}
			int scrapes = scraper.stop();
			long whoami = clients.stop();
			long slowOnes = slow.stop();
			logger.info(scrapes + " scrapes, " + whoami + " and " + slowOnes + " requests");
			await().atMost(SampleRun.PATIENCE).until(() -> count("/whoami"), (count) -> count >= whoami);
			assertThat(count("/whoami")).isEqualTo(whoami);
			assertThat(count("/slow")).isEqualTo(slowOnes);
		}
		assertThat(serving.output()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
	}

	@Test
	void afterARollbackCountersAreWhatTheClientsHaveCountedAndNoneFalls() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m");
		ApplicationProcess first = this.run.startServing(launcher);
		try (CountingClients clients = new CountingClients(this.run.port(), "/whoami", 4);
				Scraper scraper = new Scraper(this.run.port())) {
			for (int i = 0; i < 2; i++) {
				awaitMore(clients);
				ApplicationProcess second = this.run.startSuccessor(launcher);
				awaitMore(clients);
				await().atMost(SampleRun.PATIENCE)
					.until(() -> HandoffView.at(this.run.port()).predecessorPhase().equals("STANDBY"));
				RestartReply reply = RestartReply.post(this.run.port(), "",
						"{\"action\":\"rollback\",\"reason\":\"test\"}");
				assertThat(reply.outcome()).as(reply.toString()).isEqualTo("ROLLED_BACK");
				assertThat(second.awaitExit(SampleRun.PATIENCE)).isEqualTo(1);
				awaitMore(clients);
				await().atMost(SampleRun.PATIENCE)
					.until(() -> HandoffView.at(this.run.port()).state().equals("SERVING"));
			}
			this.run.startSuccessor(launcher);
			awaitMore(clients);
			logger.info(scraper.stop() + " scrapes");
			long answers = clients.stop();
			await().atMost(SampleRun.PATIENCE).until(() -> count("/whoami"), (count) -> count >= answers);
			assertThat(count("/whoami")).isEqualTo(answers);
		}
		assertThat(first.output()).noneMatch((line) -> line.contains(" ERROR "));
	}

	private long count(String path) throws RequestFailedException {
		return (long) Scrape.of(Clients.get(this.run.port(), Scrape.PATH)).count(REQUESTS, "uri=\"" + path + "\"");
	}

	private static void awaitMore(CountingClients clients) {
		LongSupplier answers = clients::answers;
		long before = answers.getAsLong();
		await().atMost(SampleRun.PATIENCE).until(() -> answers.getAsLong() > before + 200);
	}

}
