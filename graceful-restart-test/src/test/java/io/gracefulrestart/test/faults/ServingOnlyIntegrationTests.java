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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The sample application's counter, which only the serving process may run, over
 * handoffs. Each tick is a line in one file for all processes, so that its order tells
 * who ran when.
 */
@Timeout(180)
class ServingOnlyIntegrationTests {

	private static final String LOG = "sample.ticks-log";

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void successorThatIsNotReadyCountsNothing() throws Exception {
		Unchanged unchanged = rig.unchanged();
		Hold log = rig.hold();
		Hold down = rig.hold();
		ApplicationProcess successor = rig.start(log.argument(LOG), down.argument("sample.down-while"),
				"--graceful-restart.handoff.checks=/stock");
		successor.awaitLine("waiting for: GET /stock", Rig.LONG);
		long count = count();
		await().atMost(Rig.LONG).until(() -> count() > count + 5);
		successor.signal(ProcessSignal.KILL);
		unchanged.verifySoFar("FAILED", "ended without a word before READY");
		assertThat(ticks(log)).isEmpty();
	}

	@Test
	void counterNeverRunsInTwoProcesses() throws IOException {
		Hold log = rig.hold();
		List<Long> expected = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			ApplicationProcess process = rig.handOver(log.argument(LOG));
			await().atMost(Rig.LONG).until(() -> counts(process, log));
			expected.add(process.pid());
		}
		List<Long> inTurn = new ArrayList<>();
		for (long pid : ticks(log)) {
			if (inTurn.isEmpty() || inTurn.get(inTurn.size() - 1) != pid) {
				inTurn.add(pid);
			}
		}
		assertThat(inTurn).isEqualTo(expected);
	}

	private static long count() throws RequestFailedException {
		String answer = HttpConnection.get(Rig.HOST, rig.port(), "/ticks", Rig.LONG).text();
		return JsonMapper.builder().build().readTree(answer).path("count").asLong();
	}

	private static boolean counts(ApplicationProcess process, Hold log) throws IOException {
		return ticks(log).contains(process.pid());
	}

	private static List<Long> ticks(Hold log) throws IOException {
		Path file = Path.of(log.argument(LOG).split("=", 2)[1]);
		return Files.readAllLines(file).stream().map((line) -> Long.parseLong(line.split(" ", 2)[0])).toList();
	}

}
