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

package io.gracefulrestart.supervisor;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link NotifyEnvironment}.
 */
@ExtendWith(OutputCaptureExtension.class)
class NotifyEnvironmentTests {

	@Test
	void nobodyWantsToBeTold() {
		assertThat(NotifyEnvironment.of(Map.of(), 1)).isEqualTo(NotifyEnvironment.NONE);
		assertThat(NotifyEnvironment.of(Map.of("NOTIFY_SOCKET", "", "WATCHDOG_USEC", "1000"), 1))
			.isEqualTo(NotifyEnvironment.NONE);
	}

	@Test
	void socketIsAPathOrAnAbstractName() {
		assertThat(socket("/run/systemd/notify")).isEqualTo("/run/systemd/notify");
		assertThat(socket("@/org/freedesktop/systemd1/notify/1")).isEqualTo("@/org/freedesktop/systemd1/notify/1");
	}

	@Test
	void socketOfAnotherKindIsWarnedOf(CapturedOutput output) {
		assertThat(socket("vsock:2:1234")).isNull();
		assertThat(output).contains("WARN").contains("NOTIFY_SOCKET is 'vsock:2:1234'");
	}

	private static String socket(String value) {
		return NotifyEnvironment.of(Map.of("NOTIFY_SOCKET", value), 1).socket();
	}

	@Test
	void watchdogIsForWhomItNamesAndForAnybodyIfItNamesNobody() {
		assertThat(watchdog(Map.of("WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "7"))).isEqualTo(Duration.ofSeconds(2));
		assertThat(watchdog(Map.of("WATCHDOG_USEC", "2000000"))).isEqualTo(Duration.ofSeconds(2));
		assertThat(watchdog(Map.of("WATCHDOG_USEC", "2000000", "WATCHDOG_PID", "8"))).isNull();
		assertThat(watchdog(Map.of())).isNull();
	}

	@Test
	void watchdogThatIsNoNumberIsWarnedOf(CapturedOutput output) {
		assertThat(watchdog(Map.of("WATCHDOG_USEC", "soon"))).isNull();
		assertThat(watchdog(Map.of("WATCHDOG_USEC", "0"))).isNull();
		assertThat(output).contains("WATCHDOG_USEC is 'soon'").contains("WATCHDOG_USEC is '0'");
	}

	private static Duration watchdog(Map<String, String> variables) {
		Map<String, String> environment = new java.util.HashMap<>(variables);
		environment.put("NOTIFY_SOCKET", "/run/notify");
		return NotifyEnvironment.of(environment, 7).watchdog();
	}

}
