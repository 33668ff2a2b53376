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

package io.gracefulrestart.test.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has an application restart itself.
 */
final class RestartPost {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private RestartPost() {
	}

	/**
	 * Ask for a restart, on a connection of its own.
	 * @param port port of the actuator
	 * @param wait what to wait for, see the endpoint
	 * @return the answer
	 */
	static Answer restart(int port, String wait) {
		String body = "{\"wait\":\"" + wait + "\"}";
		try (HttpConnection connection = HttpConnection.open("127.0.0.1", port, Subject.PATIENCE)) {
			connection.send("POST /actuator/handoff HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
					+ "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
			HttpReply reply = connection.receive(Subject.PATIENCE);
			return new Answer(reply.status(), reply.text());
		}
		catch (RequestFailedException ex) {
			throw new IllegalStateException("No answer to the POST", ex);
		}
	}

	/**
	 * An answer.
	 *
	 * @param status status of the response
	 * @param text the result as JSON
	 */
	record Answer(int status, String text) {

		/**
		 * Return how long the phases took.
		 * @return duration by name
		 */
		Map<String, Duration> phases() {
			Map<String, Duration> phases = new LinkedHashMap<>();
			for (Map.Entry<String, JsonNode> phase : MAPPER.readTree(this.text).path("phases").properties()) {
				JsonNode value = phase.getValue();
				phases.put(phase.getKey(), value.isNumber() ? Duration.ofNanos((long) (value.asDouble() * 1e9))
						: Duration.parse(value.asString()));
			}
			return phases;
		}

	}

}
