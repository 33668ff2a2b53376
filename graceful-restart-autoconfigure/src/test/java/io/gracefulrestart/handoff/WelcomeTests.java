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

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.fd.Processes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Welcome}.
 */
class WelcomeTests {

	@Test
	void numberOfAProcessInThisNamespaceIsItsNumberHere() {
		assertThat(of(Processes.namespace()).visiblePid()).isEqualTo(7);
	}

	@Test
	void numberOfAProcessInAnotherNamespaceSaysNothingHere() {
		assertThat(of(1L).visiblePid()).isZero();
	}

	@Test
	void predecessorThatDoesNotSayIsTakenToBeInThisNamespace() {
		assertThat(of(null).visiblePid()).isEqualTo(7);
	}

	private static Welcome of(@Nullable Long namespace) {
		return new Welcome(2, 7, Instant.EPOCH, Instant.EPOCH, List.of(), 1, false, List.of(), Map.of(), namespace);
	}

}
