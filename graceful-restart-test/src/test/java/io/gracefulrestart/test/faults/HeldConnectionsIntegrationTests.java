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

import java.util.EnumSet;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 23: whatever goes on on a connection when its server has to leave comes to its
 * right end.
 */
@Timeout(180)
class HeldConnectionsIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.drain.keep-alive-grace=15s");

	@Test
	void whenASuccessorServesThatTakesNoConnectionsThenPredecessorFinishesEach() throws Exception {
		ApplicationProcess predecessor = rig.serving();
		Hold hold = rig.hold();
		ApplicationProcess successor = rig.start(hold.argument(), "--graceful-restart.handoff.connections=false");
		successor.awaitReady(Rig.LONG);
		try (HeldConnections connections = new HeldConnections(rig, EnumSet.allOf(Shape.class))) {
			hold.release();
			connections.awaitLameDuck();
			connections.assertFinished();
		}
		rig.succeed(predecessor, successor);
		assertNothingCut(predecessor);
		rig.load().assertFlawless();
	}

	@Test
	void whenToldToEndAloneThenProcessFinishesEachConnection() throws Exception {
		ApplicationProcess process = rig.serving();
		rig.load().assertFlawless();
		try (HeldConnections connections = new HeldConnections(rig, EnumSet.allOf(Shape.class))) {
			process.signal(ProcessSignal.TERM);
			connections.awaitLameDuck();
			connections.assertFinished();
		}
		process.awaitExit(Rig.LONG);
		assertNothingCut(process);
	}

	private static void assertNothingCut(ApplicationProcess process) {
		assertThat(process.output()).noneMatch((line) -> line.contains(" WARN ") || line.contains(" ERROR "))
			.filteredOn((line) -> line.contains("Drained in "))
			.singleElement()
			.asString()
			.endsWith("nothing was cut");
	}

}
