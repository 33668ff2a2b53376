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

package io.gracefulrestart.actuate;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the reason that {@link HandoffEndpoint} takes.
 */
class HandoffEndpointReasonTests {

	@Test
	void reasonForgesNoLineOfTheLog() {
		assertThat(HandoffEndpoint.oneLine("slow\r\n2026-11-20 ERROR forged\u2028\u0085\u001b[31m"))
			.isEqualTo("slow  2026-11-20 ERROR forged   [31m");
	}

	@Test
	void reasonIsShort() {
		assertThat(HandoffEndpoint.oneLine("é".repeat(1_000_000))).hasSize(200);
		assertThat(HandoffEndpoint.oneLine("wrong prices")).isEqualTo("wrong prices");
	}

}
