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

package io.gracefulrestart.web;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StreamTypes}.
 */
class StreamTypesTests {

	private final StreamTypes types = new StreamTypes(
			List.of("text/event-stream", "Application/X-NDJSON", "multipart/x-mixed-replace", "video/mpeg"));

	@ParameterizedTest
	@ValueSource(strings = { "text/event-stream", "text/event-stream;charset=UTF-8", "TEXT/Event-Stream ; x=y" })
	void parametersAndCaseDoNotMatter(String type) {
		assertThat(this.types.framing(type)).isEqualTo(Framing.EVENTS);
	}

	@Test
	void framingIsThatOfTheType() {
		assertThat(this.types.framing("application/x-ndjson")).isEqualTo(Framing.LINES);
		assertThat(this.types.framing("multipart/x-mixed-replace;boundary=x")).isEqualTo(Framing.FLUSHES);
		assertThat(this.types.framing("video/mpeg")).isEqualTo(Framing.FLUSHES);
	}

	@Test
	void whatIsNotNamedIsNoStream() {
		assertThat(this.types.framing(null)).isNull();
		assertThat(this.types.framing("")).isNull();
		assertThat(this.types.framing("application/json")).isNull();
		assertThat(this.types.framing("text/event-streams")).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "text", "text/", "", "te xt/plain", "text/*", "*/*" })
	void whatIsNoMediaTypeIsNamed(String wrong) {
		assertThatIllegalArgumentException().isThrownBy(() -> new StreamTypes(List.of("text/plain", wrong)))
			.withMessageStartingWith("'" + wrong + "' is no");
	}

}
