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
import java.util.stream.Stream;

import io.gracefulrestart.test.process.ApplicationProcess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Row 27: many handoffs in a row. 10, or as many as {@code ./test soak} wants.
 */
@Timeout(3600)
class ManyHandoffsIntegrationTests {

	private static final int HANDOFFS = Integer.getInteger("graceful-restart.test.soak", 10);

	private static final int SAMPLES = 5;

	@RegisterExtension
	static final Rig rig = new Rig();

	@Test
	void whenHandedOverManyTimesThenNothingGrows() throws Exception {
		ApplicationProcess second = rig.handOver();
		// Each kept-alive client has to have come to it, or the last one has more.
		rig.load().awaitAnswers();
		Holdings holdings = Holdings.least(second, SAMPLES);
		int files = files();
		ApplicationProcess last = second;
		for (int handoff = 2; handoff <= HANDOFFS; handoff++) {
			last = rig.handOver();
			rig.load().awaitAnswers();
		}
		ApplicationProcess serving = last;
		assertThat(rig.view().generation()).isEqualTo(HANDOFFS + 1);
		await().atMost(Rig.LONG)
			.untilAsserted(() -> assertThat(Holdings.of(serving).surplus(holdings)).as(() -> Holdings.describe(serving))
				.isEmpty());
		assertThat(files()).isEqualTo(files);
		rig.load().assertFlawless();
	}

	private static int files() throws IOException {
		try (Stream<Path> found = Files.walk(rig.directory())) {
			return (int) found.count();
		}
	}

}
