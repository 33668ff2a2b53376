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

import java.time.Duration;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 24: the drain's deadline is reached.
 */
@Timeout(180)
class DrainIntegrationTests {

	private static final String CUT = "drain.timeout of 3000 ms passed, cutting ";

	// Well before anybody else's patience ends, such as the 30 s of Spring's shutdown
	// phases.
	private static final Duration SOON_AFTER = Duration.ofSeconds(25);

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.drain.timeout=3s");

	@Test
	void whenDeadlineIsReachedAfterACutoverThenWhatIsLeftIsClosedCountedAndNamed() {
		ApplicationProcess predecessor = rig.serving();
		try (Unfinished unfinished = new Unfinished(rig)) {
			ApplicationProcess successor = rig.start();
			successor.awaitLine("Generation \\d+ serving", Rig.LONG);
			rig.setServing(successor);
			assertThat(predecessor.awaitExit(SOON_AFTER)).isZero();
			unfinished.assertClosed();
			assertCut(predecessor);
			successor.awaitLine("Predecessor generation \\d+ \\(pid " + predecessor.pid()
					+ "\\) drained: \\d+ requests completed, " + Unfinished.COUNT + " cut", Rig.LONG);
		}
		rig.load().assertFlawless();
	}

	@Test
	void whenDeadlineIsReachedWithoutASuccessorThenWhatIsLeftIsClosedCountedAndNamed() {
		ApplicationProcess process = rig.serving();
		rig.load().assertFlawless();
		try (Unfinished unfinished = new Unfinished(rig)) {
			process.signal(ProcessSignal.TERM);
			process.awaitExit(SOON_AFTER);
			unfinished.assertClosed();
			assertCut(process);
		}
		assertThat(rig.controlSocket()).doesNotExist();
	}

	private static void assertCut(ApplicationProcess process) {
		assertThat(process.output()).filteredOn((line) -> line.contains(" WARN "))
			.singleElement()
			.asString()
			.contains(CUT, "1 request", "1 half-sent request", "1 WebSocket",
					"oldest: GET /slow (/slow) from 127.0.0.1");
	}

}
