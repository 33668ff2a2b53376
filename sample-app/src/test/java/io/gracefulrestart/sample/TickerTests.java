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

import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@SampleApplicationTest
class TickerTests {

	@LocalServerPort
	private int port;

	@Test
	void firstGenerationCounts() throws Exception {
		Client client = new Client(this.port);
		await().atMost(Duration.ofSeconds(20)).until(() -> !client.get("/ticks").body().contains("\"count\":0,"));
		assertThat(client.get("/ticks").body()).contains("\"pid\":" + ProcessHandle.current().pid(), "\"firstAt\":\"",
				"\"lastAt\":\"");
	}

}
