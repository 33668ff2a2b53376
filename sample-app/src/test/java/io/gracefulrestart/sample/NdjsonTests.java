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

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class NdjsonTests {

	@LocalServerPort
	private int port;

	@Autowired
	private NdjsonController controller;

	@Test
	void linesAreNumberedAndEndWithTheirClient() throws Exception {
		var response = new Client(this.port).get("/ndjson", BodyHandlers.ofInputStream());
		Client.assertServedByThisProcess(response);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
		try (var body = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
			for (int i = 1; i <= 5; i++) {
				assertThat(body.readLine()).isEqualTo("{\"line\":" + i + "}");
			}
			assertThat(this.controller.streams()).isEqualTo(1);
		}
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> this.controller.streams() == 0);
	}

}
