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

package io.gracefulrestart.test.restart;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads the last handoff from {@code /actuator/handoff}:
 *
 * <pre>
 * { "handoffs": [ { "outcome": "…", "reason": "…", "phases": { "name": "PT0.012S", … } }, … ] }
 * </pre>
 *
 * An application without that endpoint, or with another form of it, just has no report.
 */
final class HandoffReportReader {

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private HandoffReportReader() {
	}

	/**
	 * Ask an application.
	 * @param host its address
	 * @param port port of its actuator
	 * @return its last handoff, or empty if it does not say
	 */
	static Optional<HandoffReport> read(String host, int port) {
		try {
			HttpReply reply = HttpConnection.get(host, port, "/actuator/handoff", TIMEOUT);
			return (reply.status() != 200) ? Optional.empty() : parse(reply.text());
		}
		catch (RequestFailedException ex) {
			// No such port: the report is a courtesy, whether clients are served is seen
			// elsewhere.
			return Optional.empty();
		}
	}

	static Optional<HandoffReport> parse(String json) {
		try {
			JsonNode handoffs = MAPPER.readTree(json).path("handoffs");
			if (handoffs.isEmpty()) {
				return Optional.empty();
			}
			JsonNode last = handoffs.get(handoffs.size() - 1);
			return Optional.of(new HandoffReport(last.path("outcome").asString("?"), text(last.path("reason")),
					phases(last.path("phases"))));
		}
		catch (JacksonException ex) {
			return Optional.empty();
		}
	}

	private static @Nullable String text(JsonNode node) {
		return (node.isMissingNode() || node.isNull()) ? null : node.asString();
	}

	private static Map<String, Duration> phases(JsonNode node) {
		Map<String, Duration> phases = new LinkedHashMap<>();
		for (Map.Entry<String, JsonNode> phase : node.properties()) {
			duration(phase.getValue()).ifPresent((duration) -> phases.put(phase.getKey(), duration));
		}
		return phases;
	}

	private static Optional<Duration> duration(JsonNode node) {
		try {
			// Jackson writes durations as ISO-8601 text or as a number of seconds.
			return Optional.of(node.isNumber() ? Duration.ofNanos((long) (node.asDouble() * 1e9))
					: Duration.parse(node.asString("")));
		}
		catch (DateTimeParseException ex) {
			return Optional.empty();
		}
	}

}
