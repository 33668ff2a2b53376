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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 3: the successor is up, and its readiness health or a request that it sends itself
 * says that it is not ready.
 */
@Timeout(180)
class NotReadySuccessorIntegrationTests {

	private static final String READINESS = "--management.endpoint.health.group.readiness.include=readinessState,stock";

	private static final String CHECKS = "--graceful-restart.handoff.checks=GET /whoami, GET /stock";

	private static final String LATE = " did not say READY within 15000 ms; it waits for: ";

	// Else the successor may give up before it is refused.
	private static final String OWN_PATIENCE = "--graceful-restart.handoff.ready-timeout=5m";

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.handoff.ready-timeout=15s");

	@Test
	void whenReadinessHealthStaysDownThenThePredecessorServesOnAndTheReasonNamesTheComponent() {
		Unchanged unchanged = rig.unchanged();
		Hold down = rig.hold();
		ApplicationProcess successor = rig.start(down.argument("sample.down-while"), READINESS, OWN_PATIENCE);
		assertRefused(successor);
		unchanged.verify("FAILED",
				"successor (pid " + successor.pid() + ")" + LATE + "readiness health group: stock DOWN");
	}

	@Test
	void whenACheckStaysWrongThenThePredecessorServesOnAndTheReasonNamesItAndItsStatus() {
		Unchanged unchanged = rig.unchanged();
		Hold down = rig.hold();
		ApplicationProcess successor = rig.start(down.argument("sample.down-while"), CHECKS, OWN_PATIENCE);
		assertRefused(successor);
		unchanged.verify("FAILED", "successor (pid " + successor.pid() + ")" + LATE + "GET /stock: HTTP/1.1 503");
	}

	@Test
	void whenTheSuccessorGivesUpFirstThenItsReasonNamesTheComponent() {
		Unchanged unchanged = rig.unchanged();
		Hold down = rig.hold();
		ApplicationProcess successor = rig.start(down.argument("sample.down-while"), READINESS,
				"--graceful-restart.handoff.ready-timeout=4s");
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		unchanged.verify("FAILED",
				"ended before READY: not ready within 4000 ms; it waits for: readiness health group: stock DOWN");
	}

	@Test
	void whenReadinessHealthAndChecksGetWellThenTheHandoffSucceeds() {
		Hold down = rig.hold();
		ApplicationProcess predecessor = rig.serving();
		ApplicationProcess successor = rig.start(down.argument("sample.down-while"), READINESS, CHECKS, OWN_PATIENCE,
				"--management.endpoint.health.group.readiness.show-components=never");
		successor.awaitLine("waiting for: readiness health group: stock DOWN", Rig.LONG);
		assertThat(rig.view().state()).isEqualTo("HANDING_OFF");
		assertThat(rig.view().pid()).isEqualTo(predecessor.pid());
		down.release();
		rig.succeed(predecessor, successor);
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

	private static void assertRefused(ApplicationProcess successor) {
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(successor.output()).filteredOn((line) -> line.contains(" ERROR "))
			.singleElement()
			.asString()
			.contains("predecessor refused", LATE);
	}

}
