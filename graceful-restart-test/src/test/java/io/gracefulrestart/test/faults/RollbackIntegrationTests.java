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
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.RestartReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 33: rolled back by hand within the probation. No client can tell, connections come
 * back, and the next handoff works.
 */
@Timeout(180)
class RollbackIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig(HeldRequest.arguments());

	@Test
	void whenRolledBackUnderLoadThenNoRequestFailsAndConnectionsComeBack() throws Exception {
		Standby standby = Standby.of(rig);
		long before = standby.predecessor().pid();
		try (HttpConnection idle = Clients.open(rig.port()); HeldRequest busy = new HeldRequest(rig)) {
			assertThat(ask(idle)).isEqualTo(standby.successor().pid());
			RestartReply reply = rollBack();
			assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
			assertThat(reply.outcome()).isEqualTo("ROLLED_BACK");
			assertThat(reply.reason()).isEqualTo("wrong prices");
			assertThat(reply.predecessor()).isEqualTo(standby.successor().pid());
			assertThat(reply.successor().pid()).isEqualTo(before);
			assertThat(Clients.whoServes(rig.port()).pid()).isEqualTo(before);
			await().atMost(Rig.LONG).until(() -> ask(idle) == before);
			assertThat(busy.finish()).isEqualTo(standby.successor().pid());
			assertThat(standby.successor().awaitExit(Rig.LONG)).isEqualTo(1);
			assertThat(busy.ask()).isEqualTo(before);
			assertThat(ask(idle)).isEqualTo(before);
		}
		rig.awaitServingAgain(standby.predecessor());
		assertThat(rig.view().handoff(0)).startsWith("ROLLED_BACK rolled back by successor (pid ")
			.endsWith("): wrong prices");
		rig.load().awaitAnswers();
		standby.assertNextHandoff();
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	@Test
	void whenRolledBackThenThereIsNothingToRollBackToAnyMore() throws Exception {
		Standby standby = Standby.of(rig);
		assertThat(rollBack().status()).isEqualTo(200);
		rig.awaitServingAgain(standby.predecessor());
		RestartReply again = rollBack();
		assertThat(again.status()).as(again.toString()).isEqualTo(409);
		assertThat(again.outcome()).isEqualTo("REFUSED");
		assertThat(again.reason()).contains("there is no predecessor");
		assertThat(rig.view().pid()).isEqualTo(standby.predecessor().pid());
		assertThat(standby.successor().awaitExit(Rig.LONG)).isEqualTo(1);
		standby.assertNextHandoff();
		rig.load().assertFlawless();
	}

	@Test
	void whenThePredecessorIsFrozenThenTheSuccessorServesOnAndThePredecessorEndsWhenItWakes() throws Exception {
		Standby standby = Standby.of(rig);
		Freeze.freeze(standby.predecessor());
		RestartReply reply = rollBack();
		assertThat(reply.status()).as(reply.toString()).isEqualTo(409);
		assertThat(reply.reason()).contains("predecessor does not answer");
		assertThat(rig.view().pid()).isEqualTo(standby.successor().pid());
		assertThat(rig.view().state()).isEqualTo("SERVING");
		Freeze.thaw(standby.predecessor());
		assertThat(standby.predecessor().awaitExit(Rig.LONG)).isZero();
		rig.load().awaitAnswers();
		assertThat(rig.view().pid()).isEqualTo(standby.successor().pid());
		rig.handOver();
		rig.load().assertFlawless();
	}

	@Test
	void whenThePredecessorWasEndedThenTheSuccessorServesOn() throws Exception {
		Standby standby = Standby.of(rig);
		standby.endPredecessor();
		await().atMost(Rig.LONG).until(() -> rig.view().predecessorPhase().isEmpty());
		RestartReply reply = rollBack();
		assertThat(reply.status()).as(reply.toString()).isEqualTo(409);
		assertThat(reply.reason()).contains("there is no predecessor any more");
		rig.load().awaitAnswers();
		rig.handOver();
		rig.load().assertFlawless();
	}

	private static RestartReply rollBack() throws RequestFailedException {
		return RestartReply.post(rig.port(), "", "{\"action\":\"rollback\",\"reason\":\"wrong prices\"}");
	}

	private static long ask(HttpConnection connection) throws RequestFailedException {
		return connection.get("/whoami", Rig.LONG).answerer().pid();
	}

}
