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

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rows 4, 5 and 31: the successor dies while its predecessor stands by, which then serves
 * again; after that, as any process; and with a third generation only the one before it
 * comes back.
 */
@Timeout(180)
class SuccessorDiesOnProbationIntegrationTests {

	private static final int CLIENTS = 4;

	private static final int SIGN_OF_LIFE = 50;

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenItIsKilledThenThePredecessorServesAgainAndNewConnectionsOnlyWait() throws Exception {
		Standby standby = Standby.of(rig);
		rig.load().assertFlawless();
		LoadPlan plan = LoadPlan.against(Rig.HOST, rig.port())
			.timeout(Rig.LONG)
			.clients(CLIENTS, LoadPattern.newConnection("/whoami", Pace.perSecond(50)));
		try (HttpConnection moved = Clients.open(rig.port()); Load load = plan.start()) {
			assertThat(moved.get("/whoami", Rig.LONG).answerer().pid()).isEqualTo(standby.successor().pid());
			load.awaitRequests(SIGN_OF_LIFE, Rig.LONG);
			kill(standby.successor());
			load.awaitRequests(SIGN_OF_LIFE, Rig.LONG);
			assertOnlyThoseInHandFailed(load.stop());
			// Its own died with the process that had it.
			assertThatExceptionOfType(RequestFailedException.class).isThrownBy(() -> moved.get("/whoami", Rig.LONG))
				.satisfies((ex) -> assertThat(ex.getOutcome()).isIn(Outcome.EOF_BEFORE_RESPONSE,
						Outcome.RESET_BEFORE_RESPONSE));
		}
		rig.awaitServingAgain(standby.predecessor());
		assertThat(rig.view().handoff(0)).isEqualTo("ROLLED_BACK successor died");
		assertThat(standby.predecessor().output()).filteredOn((line) -> line.contains("ROLLED BACK")).hasSize(1);
		rig.startLoad();
		standby.assertNextHandoff();
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	@Test
	void whenThreeGenerationsMeetInOneProbationThenTheFirstNeverComesBack() throws Exception {
		Standby standby = Standby.of(rig, Standby.PROBATION);
		ApplicationProcess first = standby.predecessor();
		ApplicationProcess second = standby.successor();
		Hold hold = rig.hold();
		ApplicationProcess third = rig.start(hold.argument());
		// Before the second one commits itself to the third.
		assertThat(first.awaitExit(Rig.LONG)).isZero();
		assertThat(rig.view().pid()).isEqualTo(second.pid());
		hold.release();
		Standby next = Standby.await(rig, second, third);
		rig.load().assertFlawless();
		kill(third);
		rig.awaitServingAgain(second);
		assertThat(rig.alive()).containsExactly(second);
		rig.startLoad();
		next.assertNextHandoff();
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	@Test
	void whenItIsKilledAfterTheProbationThenNobodyServesAndTheNextStartIsTheFirst() {
		ApplicationProcess successor = rig.handOver();
		rig.load().assertFlawless();
		successor.signal(ProcessSignal.KILL);
		successor.awaitExit(Rig.LONG);
		assertThat(rig.alive()).isEmpty();
		assertThat(Clients.isRefused(rig.port())).isTrue();
		ApplicationProcess next = rig.serving();
		rig.awaitServing(next, 1);
		rig.startLoad();
		rig.handOver();
		rig.load().assertFlawless();
	}

	// A signal takes a moment to arrive, in which it would accept one more connection.
	private static void kill(ApplicationProcess process) {
		Freeze.freeze(process);
		process.signal(ProcessSignal.KILL);
	}

	// Each client had at most one connection there.
	private static void assertOnlyThoseInHandFailed(LoadResult result) {
		LoadFigures figures = result.figures();
		assertThat(result.failed()).as(result.describe()).isLessThanOrEqualTo(CLIENTS);
		assertThat(figures.outcome(Outcome.EOF_BEFORE_RESPONSE) + figures.outcome(Outcome.RESET_BEFORE_RESPONSE)
				+ figures.outcome(Outcome.EARLY_END) + figures.outcome(Outcome.RESET_IN_RESPONSE))
			.as(result.describe())
			.isEqualTo(result.failed());
	}

}
