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

package io.gracefulrestart.test.restarting;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.faults.SteadyLoad;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.HandoffView;
import io.gracefulrestart.test.sample.HandoffView.RestartView;
import io.gracefulrestart.test.sample.RestartReply;
import io.gracefulrestart.test.sample.SampleRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code POST /actuator/handoff}: what is done, and what is answered when.
 */
@Timeout(180)
class RestartByPostIntegrationTests {

	private static final String[] PHASES = { "spawn", "start", "checks", "state", "listeners", "cutover",
			"connections" };

	@RegisterExtension
	final SampleRun run = new SampleRun();

	@Test
	void restartIsNoticedByNoClientAndAnsweredWhenTheSuccessorServes() throws Exception {
		ApplicationProcess first = start("10s");
		try (SteadyLoad load = new SteadyLoad(this.run.port());
				HttpConnection connection = Clients.open(this.run.port())) {
			assertThat(connection.get("/whoami", SampleRun.PATIENCE).answerer().pid()).isEqualTo(first.pid());
			RestartReply reply = RestartReply.restart(this.run.port());
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.outcome()).isEqualTo("SUCCEEDED");
			assertThat(reply.predecessor()).isEqualTo(first.pid());
			assertThat(reply.generation()).isEqualTo(2);
			assertThat(reply.phases()).containsSubsequence("spawn", "start", "listeners", "cutover", "connections")
				.isSubsetOf(PHASES);
			assertThat(reply.probationEnds()).isNotEmpty();
			assertThat(reply.output()).isEmpty();
			// An idle connection has moved before the answer came.
			assertThat(connection.get("/whoami", SampleRun.PATIENCE).answerer().pid())
				.isEqualTo(reply.successor().pid());
			HandoffView view = await().atMost(SampleRun.PATIENCE)
				.until(() -> HandoffView.at(this.run.port()), (now) -> !now.probationEnds().isEmpty());
			assertThat(view.pid()).isEqualTo(reply.successor().pid());
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			await().atMost(SampleRun.PATIENCE).until(() -> HandoffView.at(this.run.port()).probationEnds().isEmpty());
			assertThat(connection.get("/whoami", SampleRun.PATIENCE).answerer().pid())
				.isEqualTo(reply.successor().pid());
			load.awaitAnswers();
			load.assertFlawless();
		}
		assertThat(first.output()).filteredOn((line) -> line.contains("Restart SUCCEEDED: generation 2")).hasSize(1);
		assertThat(first.output()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
	}

	@Test
	void withWaitForProbationTheAnswerComesWhenThePredecessorIsAboutToEnd() throws Exception {
		ApplicationProcess first = start("3s");
		CompletableFuture<RestartReply> answer = RestartReply.later(this.run.port(), "?wait=probation", "{}");
		first.awaitLine("Standing by until", SampleRun.PATIENCE);
		assertThat(answer).isNotDone();
		RestartReply reply = answer.get(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
		assertThat(reply.outcome()).isEqualTo("SUCCEEDED");
		assertThat(reply.phases()).endsWith("drain");
		assertThat(reply.probationEnds()).isEmpty();
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(reply.successor().pid());
	}

	@Test
	void withoutWaitTheAnswerComesAtOnceAndTheEndpointTellsTheRest() throws Exception {
		ApplicationProcess first = start("0s");
		RestartReply reply = RestartReply.post(this.run.port(), "?wait=false", "{}");
		assertThat(reply.status()).as(reply.toString()).isEqualTo(202);
		assertThat(reply.json().path("restart").path("progress").asString()).contains("successor");
		assertThat(reply.json().path("pid").asLong()).isEqualTo(first.pid());
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
		await().atMost(SampleRun.PATIENCE).until(() -> HandoffView.at(this.run.port()).handoffs().size() == 1);
		HandoffView view = HandoffView.at(this.run.port());
		assertThat(view.generation()).isEqualTo(2);
		assertThat(view.handoff(0)).startsWith("SUCCEEDED");
	}

	@Test
	void rehearsalShowsThatTheNextVersionComesUpAndChangesNothing() throws Exception {
		ApplicationProcess first = start("0s");
		try (SteadyLoad load = new SteadyLoad(this.run.port())) {
			RestartReply reply = RestartReply.post(this.run.port(), "", "{\"action\":\"rehearse\"}");
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.outcome()).isEqualTo("SUCCEEDED");
			assertThat(reply.phases()).startsWith("spawn", "start").isSubsetOf(PHASES);
			assertThat(reply.successor().isAlive()).isFalse();
			assertThat(first.lineage()).singleElement()
				.satisfies((left) -> assertThat(left).isEqualTo(first.observe()));
			HandoffView view = HandoffView.at(this.run.port());
			assertThat(view.pid()).isEqualTo(first.pid());
			assertThat(view.state()).isEqualTo("SERVING");
			assertThat(view.handoffs()).isEmpty();
			assertThat(view.restart()).isEqualTo(new RestartView("", "SUCCEEDED", ""));
			assertThat(RestartReply.restart(this.run.port()).outcome()).isEqualTo("SUCCEEDED");
			assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
			load.awaitAnswers();
			load.assertFlawless();
		}
		assertThat(first.output()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "));
	}

	@Test
	void secondRestartIsRefusedWithTheProgressOfTheFirst() throws Exception {
		Path hold = Files.createFile(this.run.directory().resolve("hold"));
		// Only the next start finds it.
		Path next = this.run.directory().resolve("application.properties");
		ApplicationProcess first = this.run.startServing(this.run.quickLauncher()
			.arguments("--spring.config.additional-location=optional:file:" + this.run.directory() + "/"));
		Files.writeString(next, "sample.start-held-by=" + hold);
		CompletableFuture<RestartReply> one = RestartReply.later(this.run.port(), "", "{}");
		first.awaitLine("Successor \\(pid \\d+\\) is starting", SampleRun.PATIENCE);
		RestartReply other = RestartReply.restart(this.run.port());
		assertThat(other.status()).as(other.toString()).isEqualTo(409);
		assertThat(other.outcome()).isEqualTo("REFUSED");
		assertThat(other.reason()).contains("another one was begun at", "is STARTING");
		assertThat(HandoffView.at(this.run.port()).restart().progress()).contains("is STARTING");
		Files.delete(hold);
		RestartReply reply = one.get(SampleRun.PATIENCE.toSeconds(), TimeUnit.SECONDS);
		assertThat(reply.outcome()).isEqualTo("SUCCEEDED");
		assertThat(first.awaitExit(SampleRun.PATIENCE)).isZero();
	}

	@Test
	void whoAsksForNonsenseIsToldWhatCanBeAskedFor() throws Exception {
		ApplicationProcess first = start("0s");
		RestartReply action = RestartReply.post(this.run.port(), "", "{\"action\":\"explode\"}");
		assertThat(action.status()).isEqualTo(400);
		assertThat(action.json().path("error").asString()).contains("explode", "restart", "rehearse", "rollback");
		RestartReply wait = RestartReply.post(this.run.port(), "?wait=long", "{}");
		assertThat(wait.status()).isEqualTo(400);
		assertThat(wait.json().path("error").asString()).contains("long", "serving", "probation", "false");
		RestartReply rollback = RestartReply.post(this.run.port(), "", "{\"action\":\"rollback\"}");
		assertThat(rollback.status()).isEqualTo(409);
		assertThat(rollback.reason()).isEqualTo("there is no predecessor");
		assertThat(Clients.whoServes(this.run.port()).pid()).isEqualTo(first.pid());
	}

	@Test
	void byDefaultNobodyMayAsk() throws Exception {
		// In the place of the sample application's own, which opens the endpoint.
		Path own = this.run.directory().resolve("closed.properties");
		Files.writeString(own,
				"spring.application.name=sample-app\nmanagement.endpoints.web.exposure.include=handoff\n");
		ApplicationProcess first = this.run
			.startServing(this.run.quickLauncher().arguments("--spring.config.location=file:" + own));
		assertThat(RestartReply.restart(this.run.port()).status()).isIn(404, 405);
		assertThat(HandoffView.at(this.run.port()).restart().progress()).isEmpty();
		assertThat(first.lineage()).hasSize(1);
	}

	private ApplicationProcess start(String probation) {
		return this.run
			.startServing(this.run.quickLauncher().arguments("--graceful-restart.handoff.probation=" + probation));
	}

}
