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
 * Row 35: the running application does not let itself be replaced.
 */
@Timeout(180)
class TakeoverNotAllowedIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig("--graceful-restart.handoff.takeover=never");

	@Test
	void whenStartedBesideThenItIsRefusedAndTheRunningOneServesOn() {
		Unchanged unchanged = rig.unchanged();
		ApplicationProcess other = rig.start("--graceful-restart.handoff.takeover=allowed");
		assertThat(other.awaitExit(Rig.LONG)).isEqualTo(1);
		assertThat(String.join("\n", other.output())).contains("APPLICATION FAILED TO START", "NOT_ALLOWED");
		unchanged.verifySoFar("REFUSED", "graceful-restart.handoff.takeover is 'never' here");
		rig.load().assertFlawless();
	}

}
