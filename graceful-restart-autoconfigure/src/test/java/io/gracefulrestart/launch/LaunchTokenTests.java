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

package io.gracefulrestart.launch;

import java.util.HashMap;
import java.util.Map;

import io.gracefulrestart.listener.InheritedEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LaunchToken} and {@link SuccessorEnvironment}.
 */
class LaunchTokenTests {

	@Test
	void successorReadsTheTokenThatItWasGiven() {
		LaunchToken token = LaunchToken.random();
		Map<String, String> environment = new HashMap<>();
		SuccessorEnvironment.prepare(environment, token);
		LaunchToken read = LaunchToken.ofEnvironment(environment);
		assertThat(read).isEqualTo(token).hasSameHashCodeAs(token).isNotEqualTo(LaunchToken.random());
		assertThat(token.matches(environment.get("GRACEFUL_RESTART_TOKEN"))).isTrue();
	}

	@Test
	void tokenIs128BitsInHexadecimalAndNeverTheSame() {
		LaunchToken token = LaunchToken.random();
		assertThat(token.reveal()).matches("[0-9a-f]{32}").isNotEqualTo(LaunchToken.random().reveal());
	}

	@Test
	void anotherTextDoesNotMatch() {
		LaunchToken token = LaunchToken.random();
		assertThat(token.matches(null)).isFalse();
		assertThat(token.matches("")).isFalse();
		assertThat(token.matches(token.reveal() + "0")).isFalse();
		assertThat(token.matches(LaunchToken.random().reveal())).isFalse();
	}

	@Test
	void textDoesNotTellTheSecret() {
		assertThat(LaunchToken.random()).hasToString("LaunchToken");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "secret", "0123456789abcdef0123456789abcde", "0123456789ABCDEF0123456789ABCDEF" })
	void whatDoesNotLookLikeATokenIsNone(String value) {
		assertThat(LaunchToken.ofEnvironment(Map.of("GRACEFUL_RESTART_TOKEN", value))).isNull();
		assertThat(LaunchToken.ofEnvironment(Map.of())).isNull();
	}

	@Test
	void whatIsTrueOfThisProcessAloneDoesNotGoOn() {
		Map<String, String> environment = new HashMap<>();
		InheritedEnvironment.variables().forEach((name) -> environment.put(name, "1"));
		environment.putAll(Map.of("WATCHDOG_PID", "1", "MAINPID", "1", "MAINPIDFDID", "1", "SYSTEMD_EXEC_PID", "1",
				"GRACEFUL_RESTART_TOKEN", "ours"));
		Map<String, String> kept = Map.of("NOTIFY_SOCKET", "a", "INVOCATION_ID", "b", "WATCHDOG_USEC", "1",
				"MANAGERPID", "1", "JOURNAL_STREAM", "8:1", "RUNTIME_DIRECTORY", "/run/a", "JDK_JAVA_OPTIONS", "-Da=b",
				"LISTEN_ADDRESS", "::");
		environment.putAll(kept);
		LaunchToken token = LaunchToken.random();
		SuccessorEnvironment.prepare(environment, token);
		Map<String, String> expected = new HashMap<>(kept);
		expected.put("GRACEFUL_RESTART_TOKEN", token.reveal());
		assertThat(environment).isEqualTo(expected);
	}

}
