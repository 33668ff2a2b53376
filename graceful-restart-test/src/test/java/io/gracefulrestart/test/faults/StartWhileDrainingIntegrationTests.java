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

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 9: somebody starts while the running application drains, because it was told to end
 * without a successor. As long as it has the port, the next one is refused with its
 * state; then the next one is the first again.
 */
@Timeout(180)
class StartWhileDrainingIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig(HeldRequest.arguments());

	@Test
	void whenThePortIsStillServedThenItIsRefusedWithTheState() {
		ApplicationProcess draining = rig.handOver("--graceful-restart.drain.delay=5m");
		draining.signal(ProcessSignal.TERM);
		await().atMost(Rig.LONG).until(() -> rig.view().state().equals("DRAINING"));
		ApplicationProcess next = rig.start();
		assertThat(next.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", next.output())).contains("APPLICATION FAILED TO START",
				"process " + draining.pid() + " is DRAINING");
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
		draining.signal(ProcessSignal.TERM);
		draining.awaitExit(Rig.LONG);
		assertThat(rig.controlSocket()).doesNotExist();
	}

	@Test
	void whenThePortIsFreeThenItStartsAsTheFirstAndTheOneThatDrainsDisturbsNobody() throws Exception {
		ApplicationProcess draining = rig.serving();
		rig.load().stop();
		try (HeldRequest held = new HeldRequest(rig)) {
			draining.signal(ProcessSignal.TERM);
			await().atMost(Rig.LONG).until(() -> draining.listeningSockets().isEmpty());
			ApplicationProcess next = rig.start();
			rig.awaitServing(next, 1);
			rig.startLoad();
			assertThat(held.finish()).isEqualTo(draining.pid());
			draining.awaitExit(Rig.LONG);
			rig.awaitServing(next, 1);
		}
		assertThat(rig.controlSocket()).exists();
		rig.handOver();
		rig.load().assertFlawless();
	}

}
