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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

@SampleApplicationTest
class SessionTests {

	@LocalServerPort
	private int port;

	@Test
	void requestsOfOneSessionAreCounted() throws Exception {
		Client client = new Client(this.port);
		JsonNode first = Client.json(client.get("/session"));
		assertThat(first.get("count").asInt()).isEqualTo(1);
		JsonNode second = Client.json(client.get("/session", "Cookie", "JSESSIONID=" + first.get("id").asString()));
		assertThat(second.get("id")).isEqualTo(first.get("id"));
		assertThat(second.get("count").asInt()).isEqualTo(2);
	}

	@Test
	void withoutCookieSessionsAreDifferent() throws Exception {
		Client client = new Client(this.port);
		assertThat(Client.json(client.get("/session")).get("id"))
			.isNotEqualTo(Client.json(client.get("/session")).get("id"));
	}

	@Test
	void noRequestIsLostWhenManyCountAtOnce() throws Exception {
		Client client = new Client(this.port);
		String cookie = "JSESSIONID=" + Client.json(client.get("/session")).get("id").asString();
		Callable<Integer> count = () -> Client.json(client.get("/session", "Cookie", cookie)).get("count").asInt();
		ExecutorService executor = Executors.newFixedThreadPool(8);
		try {
			List<Integer> counts = new ArrayList<>();
			for (Future<Integer> answer : executor.invokeAll(Collections.nCopies(100, count))) {
				counts.add(answer.get());
			}
			assertThat(counts).doesNotHaveDuplicates().contains(101);
		}
		finally {
			executor.shutdownNow();
		}
	}

}
