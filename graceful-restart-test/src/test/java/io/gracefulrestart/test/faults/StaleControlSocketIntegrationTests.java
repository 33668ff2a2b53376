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

import java.nio.file.Files;

import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Row 11: a generation was killed and its control socket is still there.
 */
@Timeout(180)
class StaleControlSocketIntegrationTests {

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenTheLastGenerationWasKilledThenTheNextOneIsTheFirstAgain() throws Exception {
		ApplicationProcess killed = rig.handOver();
		rig.load().assertFlawless();
		killed.signal(ProcessSignal.KILL);
		killed.awaitExit(Rig.LONG);
		Object stale = Files.getAttribute(rig.controlSocket(), "unix:ctime");
		rig.awaitServing(rig.start(), 1);
		assertThat(Files.getAttribute(rig.controlSocket(), "unix:ctime")).isNotEqualTo(stale);
		assertThat(rig.serving().output()).noneMatch((line) -> line.contains(" WARN "));
		rig.startLoad();
		rig.handOver();
		assertThat(rig.view().generation()).isEqualTo(2);
		rig.load().assertFlawless();
	}

}
