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
import java.util.ArrayList;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class SseTests {

	@LocalServerPort
	private int port;

	@Autowired
	private SseController controller;

	@Test
	void eventsAreNumberedAndSpacedAndEndWithTheirClient() throws Exception {
		long start = System.nanoTime();
		var response = new Client(this.port).get("/sse", BodyHandlers.ofInputStream());
		Client.assertServedByThisProcess(response);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		try (var body = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
			List<String> lines = new ArrayList<>();
			for (int i = 0; i < 6; i++) {
				lines.addAll(readEvent(body));
			}
			assertThat(lines).containsExactly("id:1", "data:1", "id:2", "data:2", "id:3", "data:3", "id:4", "data:4",
					"id:5", "data:5", "id:6", "data:6");
			// The first goes out at once, so the sixth not before 500 ms.
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(500),
					Duration.ofSeconds(10));
		}
		Awaitility.await()
			.atMost(Duration.ofSeconds(10))
			.during(Duration.ofMillis(300))
			.until(() -> this.controller.waitingStreams() == 0);
	}

	private static List<String> readEvent(BufferedReader body) throws Exception {
		List<String> lines = new ArrayList<>();
		for (String line = body.readLine(); line != null && !line.isEmpty(); line = body.readLine()) {
			lines.add(line);
		}
		return lines;
	}

}
