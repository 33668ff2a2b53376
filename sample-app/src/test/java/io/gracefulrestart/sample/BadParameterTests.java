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

package io.gracefulrestart.sample;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class BadParameterTests {

	@LocalServerPort
	private int port;

	@ParameterizedTest
	@CsvSource({ "/slow?ms=-5,'''ms'' must not be negative, but is -5'", "/slow?ms=soon,'''ms'' with value: ''soon'''",
			"/slow,'Required parameter ''ms'' is not present'",
			"/download?bytes=-1,'''bytes'' must not be negative, but is -1'",
			"/download?bytes=9223372036854775808,'''bytes'' with value: ''9223372036854775808'''",
			"/download,'Required parameter ''bytes'' is not present'" })
	void answerNamesParameterAndValue(String path, String message) throws Exception {
		var response = new Client(this.port).get(path);
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains(message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/whoami", "/slow?ms=1", "/download?bytes=1", "/sse", "/session" })
	void whatIsOnlyReadCannotBePosted(String path) throws Exception {
		assertThat(new Client(this.port).post(path).statusCode()).isEqualTo(405);
	}

}
