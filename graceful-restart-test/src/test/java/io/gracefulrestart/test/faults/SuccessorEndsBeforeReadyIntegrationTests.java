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
 * Row 1: the successor exits or is killed before READY.
 */
@Timeout(180)
class SuccessorEndsBeforeReadyIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenSuccessorExitsWithStatusZeroThenNothingHasChanged() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess successor = rig.start("--sample.exit-before-ready=0");
		assertThat(successor.awaitExit(Rig.LONG)).isZero();
		unchanged.verify("FAILED", "successor (pid " + successor.pid() + ") ended before READY");
	}

	@Test
	void whenSuccessorExitsWithStatusOneThenNothingHasChanged() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess successor = rig.start("--sample.exit-before-ready=1");
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		unchanged.verify("FAILED", "successor (pid " + successor.pid() + ") ended before READY");
	}

	@Test
	void whenSuccessorIsKilledThenNothingHasChanged() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess successor = rig.start(rig.hold().argument());
		successor.awaitReady(Rig.LONG);
		assertThat(rig.view().state()).isEqualTo("HANDING_OFF");
		successor.signal(ProcessSignal.KILL);
		unchanged.verify("FAILED", "successor (pid " + successor.pid() + ") ended without a word before READY");
	}

	@Test
	void whenSuccessorDoesNotGetReadyThenItEndsByItself() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess successor = rig.start(rig.hold().argument(), "--graceful-restart.handoff.ready-timeout=1s");
		assertThat(successor.awaitExit(Rig.LONG)).isEqualTo(1);
		unchanged.verify("FAILED", "ended before READY: application not ready within 1000 ms");
	}

}
