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

import java.util.List;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.sample.Clients;
import io.gracefulrestart.test.sample.RestartReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rows 10 and 32: the whole service is stopped while a predecessor stands by. All end,
 * and nobody comes back.
 */
@Timeout(180)
class ServiceIsStoppedIntegrationTests {

	private static final int TERMINATED = 143;

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenTheSuccessorIsToldToEndThenBothEnd() {
		Standby standby = Standby.of(rig);
		rig.load().assertFlawless();
		standby.successor().signal(ProcessSignal.TERM);
		assertThat(standby.successor().awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		assertThat(standby.predecessor().awaitExit(Rig.LONG)).isZero();
		assertStopped();
	}

	@ParameterizedTest
	@EnumSource
	void whenAllAreToldToEndThenAllEnd(Order order) {
		Standby standby = Standby.of(rig);
		rig.load().assertFlawless();
		for (ApplicationProcess process : order.of(standby)) {
			if (process.isAlive()) {
				process.signal(ProcessSignal.TERM);
			}
		}
		assertThat(standby.successor().awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		assertThat(standby.predecessor().awaitExit(Rig.LONG)).isIn(0, TERMINATED);
		assertStopped();
	}

	@Test
	void whenARestartHasJustBegunThenItsSuccessorEndsToo() throws Exception {
		ApplicationProcess serving = rig.serving();
		rig.load().assertFlawless();
		assertThat(RestartReply.post(rig.port(), "?wait=false", "{}").status()).isEqualTo(202);
		serving.awaitLine("Started successor", Rig.LONG);
		serving.signal(ProcessSignal.TERM);
		assertThat(serving.awaitExit(Rig.LONG)).isEqualTo(TERMINATED);
		assertThat(serving.output()).anyMatch((line) -> line.contains("Restart FAILED: this process ends"));
		assertThat(serving.lineage()).isEmpty();
		assertStopped();
	}

	private static void assertStopped() {
		assertThat(rig.alive()).isEmpty();
		assertThat(rig.controlSocket()).doesNotExist();
		assertThat(Clients.isRefused(rig.port())).isTrue();
	}

	/**
	 * Who is told first.
	 */
	enum Order {

		PREDECESSOR_FIRST, SUCCESSOR_FIRST;

		List<ApplicationProcess> of(Standby standby) {
			return (this == PREDECESSOR_FIRST) ? List.of(standby.predecessor(), standby.successor())
					: List.of(standby.successor(), standby.predecessor());
		}

	}

}
