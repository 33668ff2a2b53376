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

package io.gracefulrestart.test.restart;

import java.time.Duration;

import io.gracefulrestart.test.process.FreePort;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandoffReportReader}.
 */
class HandoffReportReaderTests {

	@Test
	void lastHandoffIsReadWithItsPhasesInOrder() {
		HandoffReport report = HandoffReportReader.parse("""
				{"state": "SERVING", "handoffs": [
					{"outcome": "FAILED", "reason": "not ready in time", "phases": {}},
					{"outcome": "COMPLETED", "phases": {"ready": "PT2.5S", "cutover": "PT0.0031S", "other": {}}}]}
				""").orElseThrow();
		assertThat(report.outcome()).isEqualTo("COMPLETED");
		assertThat(report.reason()).isNull();
		assertThat(report.phases()).hasSize(2)
			.containsEntry("ready", Duration.ofMillis(2500))
			.containsEntry("cutover", Duration.ofNanos(3_100_000));
		assertThat(report.phases().keySet()).containsExactly("ready", "cutover");
	}

	@Test
	void reasonOfFailedHandoffIsRead() {
		assertThat(HandoffReportReader.parse("{\"handoffs\":[{\"outcome\":\"FAILED\",\"reason\":\"busy\"}]}"))
			.hasValueSatisfying((report) -> assertThat(report.reason()).isEqualTo("busy"));
	}

	@Test
	void whenThereIsNoHandoffOrAnotherFormThenThereIsNoReport() {
		assertThat(HandoffReportReader.parse("{\"handoffs\":[]}")).isEmpty();
		assertThat(HandoffReportReader.parse("{}")).isEmpty();
		assertThat(HandoffReportReader.parse("<html>")).isEmpty();
		assertThat(HandoffReportReader.read("127.0.0.1", FreePort.next())).isEmpty();
	}

}
