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
import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 7: the predecessor is frozen during the handoff. The successor waits ten seconds
 * for each of its answers.
 */
@Timeout(180)
class PredecessorIsFrozenIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenFrozenBeforeWelcomeThenSuccessorEndsWithAClearError() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess predecessor = rig.serving();
		Freeze.freeze(predecessor);
		ApplicationProcess successor = rig.start();
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", successor.output())).contains("APPLICATION FAILED TO START",
				rig.controlSocket().toString(), "did not answer HELLO; it may be stopped");
		Freeze.thaw(predecessor);
		unchanged.verify("FAILED", "ended before");
	}

	@Test
	void whenFrozenBetweenReadyAndCommitThenSuccessorEndsWithAClearError() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess predecessor = rig.serving();
		Relay relay = rig.relay(Frame.READY);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		Freeze.freeze(predecessor);
		relay.pass();
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(successor.output()).filteredOn((line) -> line.contains(" ERROR "))
			.singleElement()
			.asString()
			.contains("(pid " + predecessor.pid() + ")", "did not answer READY; it may be stopped");
		Freeze.thaw(predecessor);
		unchanged.verify("FAILED", "ended");
	}

	@Test
	void whenFrozenAfterCommitThenSuccessorServesAndPredecessorDrainsWhenItWakes() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		Relay relay = rig.relay(Frame.COMMIT);
		ApplicationProcess successor = rig.start(relay.argument());
		relay.awaitHeld();
		Freeze.freeze(predecessor);
		relay.pass();
		assertThat(HttpConnection.get(Rig.HOST, rig.port(), "/whoami", Rig.LONG).answerer().pid())
			.isEqualTo(successor.pid());
		successor.awaitLine("Generation \\d+ serving", Rig.LONG);
		Freeze.thaw(predecessor);
		rig.succeed(predecessor, successor);
		rig.load().awaitAnswers();
		rig.load().assertFlawless();
	}

}
