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
 * Row 2: the successor hangs before READY, and wakes late.
 */
@Timeout(180)
class LateSuccessorIntegrationTests {

	private static final String TOO_LATE = "did not say READY within 15000 ms";

	// Else the successor gives up by itself, which is another test.
	private static final String OWN_PATIENCE = "--graceful-restart.handoff.ready-timeout=5m";

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.handoff.ready-timeout=15s");

	@Test
	void whenSuccessorHangsThenItIsRefusedAfterReadyTimeoutAndEndsWhenItWakes() {
		Unchanged unchanged = rig.unchanged();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument(), OWN_PATIENCE);
		// The timeout begins now, however long the start has taken.
		rig.serving().awaitLine("Successor \\(pid " + successor.pid() + "\\) is starting", Rig.LONG);
		unchanged.verifySoFar("FAILED", TOO_LATE, successor);
		hold.release();
		assertRefused(successor);
		unchanged.verify("FAILED", TOO_LATE);
	}

	@Test
	void whenSuccessorIsFrozenAndWakesAfterTheNextHandoffThenItDisturbsNobody() {
		Unchanged unchanged = rig.unchanged();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument(), OWN_PATIENCE);
		successor.awaitReady(Rig.LONG);
		Freeze.freeze(successor);
		hold.release();
		unchanged.verifySoFar("FAILED", TOO_LATE, successor);
		ApplicationProcess next = unchanged.verifyNextHandoff();
		Freeze.thaw(successor);
		assertRefused(successor);
		assertThat(rig.view()).satisfies((view) -> {
			assertThat(view.pid()).isEqualTo(next.pid());
			assertThat(view.state()).isEqualTo("SERVING");
		});
		rig.handOver();
	}

	private static void assertRefused(ApplicationProcess successor) {
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(successor.output()).filteredOn((line) -> line.contains(" ERROR "))
			.singleElement()
			.asString()
			.contains("predecessor refused", TOO_LATE);
	}

}
