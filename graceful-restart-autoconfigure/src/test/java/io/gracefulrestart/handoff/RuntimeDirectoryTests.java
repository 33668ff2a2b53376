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

package io.gracefulrestart.handoff;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RuntimeDirectory}.
 */
class RuntimeDirectoryTests {

	@Test
	void ofTheServiceComesFirst() {
		assertThat(resolve(Map.of("RUNTIME_DIRECTORY", "/run/shop", "XDG_RUNTIME_DIR", "/run/user/7")))
			.isEqualTo("/run/shop/graceful-restart");
	}

	@Test
	void firstOfSeveralIsTaken() {
		assertThat(resolve(Map.of("RUNTIME_DIRECTORY", "/run/shop:/run/other")))
			.isEqualTo("/run/shop/graceful-restart");
	}

	@Test
	void ofTheUserComesSecond() {
		assertThat(resolve(Map.of("XDG_RUNTIME_DIR", "/run/user/7"))).isEqualTo("/run/user/7/graceful-restart");
	}

	@Test
	void temporaryDirectoryIsTheLastResort() {
		assertThat(resolve(Map.of())).isEqualTo("/var/tmp/graceful-restart-7");
	}

	@Test
	void whatIsNotAbsoluteCountsAsNotSet() {
		assertThat(resolve(Map.of("RUNTIME_DIRECTORY", "", "XDG_RUNTIME_DIR", "run")))
			.isEqualTo("/var/tmp/graceful-restart-7");
	}

	private String resolve(Map<String, String> environment) {
		return RuntimeDirectory.resolve(environment, Path.of("/var/tmp"), 7).toString();
	}

}
