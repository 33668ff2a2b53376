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

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ControlSocketName}.
 */
class ControlSocketNameTests {

	@Test
	void isMadeOfApplicationAddressAndPort() {
		assertThat(ControlSocketName.of("demo", null, 8080)).isEqualTo("demo-any-8080.sock");
	}

	@Test
	void isSafeWhateverTheApplicationIsCalled() {
		assertThat(ControlSocketName.of("My Shop/é", "127.0.0.1", 8080)).isEqualTo("My_Shop__-127.0.0.1-8080.sock");
		assertThat(ControlSocketName.of("../x", "::1", 8080)).isEqualTo("_._x-__1-8080.sock");
		assertThat(ControlSocketName.of("a\0b\nc", null, 1)).isEqualTo("a_b_c-any-1.sock");
	}

}
