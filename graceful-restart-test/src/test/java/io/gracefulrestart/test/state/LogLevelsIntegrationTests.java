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

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Log levels that were changed by hand go on in the next version.
 */
@Timeout(180)
class LogLevelsIntegrationTests {

	private static final String ONE = "io.gracefulrestart.sample";

	private static final String OTHER = "org.springframework.web";

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void levelHoldsOverTwoHandoffsUnlessTheNewVersionIsConfiguredDifferently() throws Exception {
		this.run.startServing(this.run.quickLauncher());
		set(ONE, "DEBUG");
		set(OTHER, "WARN");
		ApplicationProcess second = this.run.startSuccessor(this.run.quickLauncher());
		second.awaitLine("Log levels set as in the other process: \\{" + ONE + "=DEBUG, " + OTHER + "=WARN\\}",
				SampleRun.PATIENCE);
		assertThat(level(ONE)).contains("\"configuredLevel\":\"DEBUG\"");
		ApplicationProcess third = this.run
			.startSuccessor(this.run.quickLauncher().arguments("--logging.level." + OTHER + "=ERROR"));
		third.awaitLine("left as this version configures them: \\{" + OTHER + "=ERROR \\(was set to WARN\\)\\}",
				SampleRun.PATIENCE);
		assertThat(level(ONE)).contains("\"configuredLevel\":\"DEBUG\"");
		assertThat(level(OTHER)).contains("\"configuredLevel\":\"ERROR\"");
	}

	@Test
	void levelThatWasSetOnProbationIsThereAfterTheRollback() throws Exception {
		ApplicationLauncher launcher = this.run.quickLauncher().environment("GRACEFUL_RESTART_HANDOFF_PROBATION", "3m");
		ApplicationProcess first = this.run.startServing(launcher);
		set(ONE, "DEBUG");
		ApplicationProcess second = this.run.startSuccessor(launcher);
		await().atMost(SampleRun.PATIENCE)
			.until(() -> HandoffView.at(this.run.port()).predecessorPhase().equals("STANDBY"));
		set(OTHER, "WARN");
		assertThat(RestartReply.post(this.run.port(), "", "{\"action\":\"rollback\"}").outcome())
			.isEqualTo("ROLLED_BACK");
		assertThat(second.awaitExit(SampleRun.PATIENCE)).isEqualTo(1);
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
		assertThat(level(ONE)).contains("\"configuredLevel\":\"DEBUG\"");
		assertThat(level(OTHER)).contains("\"configuredLevel\":\"WARN\"");
	}

	private String level(String logger) throws RequestFailedException {
		return Clients.get(this.run.port(), "/actuator/loggers/" + logger).text();
	}

	private void set(String logger, String level) throws RequestFailedException {
		String body = "{\"configuredLevel\":\"" + level + "\"}";
		try (HttpConnection connection = Clients.open(this.run.port())) {
			connection.send("POST /actuator/loggers/" + logger + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
					+ "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
			assertThat(connection.receive(SampleRun.PATIENCE).status()).isEqualTo(204);
		}
	}

}
