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

/**
 * Row 4, up to SERVING: the successor has been told to serve, and does not. To hit the
 * instant, it is frozen while COMMIT is held back, and finds it in its socket.
 */
@Timeout(180)
class SuccessorFailsAfterCommitIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenSuccessorIsKilledThenPredecessorAcceptsAgainAtOnce() {
		Unchanged unchanged = rig.unchanged();
		Relay relay = rig.relay(Frame.COMMIT);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		Freeze.freeze(successor);
		relay.pass();
		successor.signal(ProcessSignal.KILL);
		unchanged.verify("FAILED", "ended without a word before SERVING");
	}

	@Test
	void whenSuccessorIsFrozenThenPredecessorAcceptsAgainAndTheOneThatWakesLateIsRefused() {
		Unchanged unchanged = rig.unchanged();
		Relay relay = rig.relay(Frame.COMMIT);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		Freeze.freeze(successor);
		relay.pass();
		unchanged.verifySoFar("FAILED", "did not say SERVING within 5000 ms", successor);
		Freeze.thaw(successor);
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(successor.output()).filteredOn((line) -> line.contains(" ERROR "))
			.singleElement()
			.asString()
			.contains("did not say SERVING within 5000 ms");
		assertThat(rig.load().snapshot().answerers()).extracting("pid").doesNotContain(successor.pid());
		unchanged.verifySoFar("FAILED", "did not say SERVING within 5000 ms");
		unchanged.verifyNextHandoff();
	}

	@Test
	void whenItsAcceptorFailsThenPredecessorAcceptsAgainAtOnce() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess successor = rig.start("--sample.failing-listener=no room in here");
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(successor.output()).filteredOn((line) -> line.contains(" ERROR "))
			.singleElement()
			.asString()
			.contains("no room in here");
		unchanged.verify("FAILED", "no room in here");
	}

}
