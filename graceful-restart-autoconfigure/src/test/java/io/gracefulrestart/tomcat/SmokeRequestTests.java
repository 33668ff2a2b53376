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

package io.gracefulrestart.tomcat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link SmokeRequest}.
 */
class SmokeRequestTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			GET /whoami     | GET     | /whoami
			/whoami?deep=1  | GET     | /whoami?deep=1
			HEAD  /         | HEAD    | /
			""")
	void isWrittenAsInARequestLine(String text, String method, String path) {
		assertThat(SmokeRequest.parse(text)).isEqualTo(new SmokeRequest(method, path));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "whoami", "GET", "get /", "GET whoami", "GET /a b", "GET /ü", "/a\r\nHost: b",
			"GET / HTTP/1.1", "http://localhost/" })
	void everythingElseIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> SmokeRequest.parse(text))
			.withMessage("Neither 'METHOD /path' nor '/path': " + text);
	}

}
