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

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * A handoff of the past, in memory and on the wire.
 *
 * @param outcome how it ended
 * @param reason why it ended so, or {@code null} if it simply succeeded; cut after 500
 * characters
 * @param predecessorPid process id of the predecessor
 * @param predecessorGeneration generation of the predecessor
 * @param successorPid process id of the successor
 * @param successorGeneration generation that the successor had or would have had
 * @param startedAt when the successor said HELLO
 * @param phases how long each finished phase took, by {@link HandoffPhase#id()}, in order
 * @param inFlightRequests requests that were in progress at the cutover, and were
 * completed by the predecessor; 0 if there was none
 * @param connections what became of the predecessor's established connections: how many
 * there are of each result, by listener
 */
public record HandoffRecord(HandoffOutcome outcome, @Nullable String reason, long predecessorPid,
		int predecessorGeneration, long successorPid, int successorGeneration, Instant startedAt,
		Map<String, Duration> phases, int inFlightRequests, Map<String, Map<String, Long>> connections) {

	private static final Field OUTCOME = new Field(1, "outcome");

	private static final Field REASON = new Field(2, "reason");

	private static final Field PREDECESSOR_PID = new Field(3, "predecessor pid");

	private static final Field PREDECESSOR_GENERATION = new Field(4, "predecessor generation");

	private static final Field SUCCESSOR_PID = new Field(5, "successor pid");

	private static final Field SUCCESSOR_GENERATION = new Field(6, "successor generation");

	private static final Field STARTED_AT = new Field(7, "started at");

	private static final Field PHASE = new Field(8, "phase");

	private static final Field PHASE_ID = new Field(1, "id");

	private static final Field PHASE_DURATION = new Field(2, "duration");

	private static final Field CONNECTIONS = new Field(9, "connections");

	private static final Field IN_FLIGHT_REQUESTS = new Field(10, "in-flight requests");

	private static final Field LISTENER = new Field(1, "listener");

	private static final Field RESULT = new Field(2, "result");

	private static final Field RESULT_ID = new Field(1, "id");

	private static final Field RESULT_COUNT = new Field(2, "count");

	// A part of it may be what a peer has said of itself.
	private static final int LONGEST_REASON = 500;

	public HandoffRecord {
		if (reason != null && reason.length() > LONGEST_REASON) {
			reason = reason.substring(0, LONGEST_REASON - 1) + "…";
		}
		phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
		Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
		connections.forEach(
				(listener, results) -> copy.put(listener, Collections.unmodifiableMap(new LinkedHashMap<>(results))));
		connections = Collections.unmodifiableMap(copy);
	}

	/**
	 * Add what became of the connections.
	 * @param connections how many there are of each result, by listener
	 * @return the handoff with them
	 */
	public HandoffRecord withConnections(Map<String, Map<String, Long>> connections) {
		return new HandoffRecord(this.outcome, this.reason, this.predecessorPid, this.predecessorGeneration,
				this.successorPid, this.successorGeneration, this.startedAt, this.phases, this.inFlightRequests,
				connections);
	}

	/**
	 * Tell how long the phases took.
	 * @return a text for the log, such as {@code start 5074 ms, cutover 3 ms}
	 */
	public String times() {
		return this.phases.entrySet()
			.stream()
			.map((phase) -> phase.getKey() + " " + phase.getValue().toMillis() + " ms")
			.collect(Collectors.joining(", "));
	}

	void write(FieldWriter writer) {
		writer.text(OUTCOME, this.outcome.name())
			.text(REASON, this.reason)
			.number(PREDECESSOR_PID, this.predecessorPid)
			.number(PREDECESSOR_GENERATION, this.predecessorGeneration)
			.number(SUCCESSOR_PID, this.successorPid)
			.number(SUCCESSOR_GENERATION, this.successorGeneration)
			.instant(STARTED_AT, this.startedAt)
			.number(IN_FLIGHT_REQUESTS, this.inFlightRequests);
		this.phases.forEach((id, duration) -> writer.group(PHASE,
				(phase) -> phase.text(PHASE_ID, id).duration(PHASE_DURATION, duration)));
		this.connections.forEach((listener, results) -> writer.group(CONNECTIONS, (group) -> {
			group.text(LISTENER, listener);
			results.forEach((id, count) -> group.group(RESULT,
					(result) -> result.text(RESULT_ID, id).number(RESULT_COUNT, count)));
		}));
	}

	// Version 1 did not have it.
	private static int inFlightRequests(FieldReader reader) throws ProtocolException {
		return (reader.optionalNumber(IN_FLIGHT_REQUESTS) != null) ? reader.count(IN_FLIGHT_REQUESTS) : 0;
	}

	static HandoffRecord read(FieldReader reader) throws ProtocolException {
		Map<String, Duration> phases = new LinkedHashMap<>();
		for (FieldReader phase : reader.groups(PHASE)) {
			phases.put(phase.text(PHASE_ID), phase.duration(PHASE_DURATION));
		}
		Map<String, Map<String, Long>> connections = new LinkedHashMap<>();
		for (FieldReader group : reader.groups(CONNECTIONS)) {
			Map<String, Long> results = new LinkedHashMap<>();
			for (FieldReader result : group.groups(RESULT)) {
				results.put(result.text(RESULT_ID), result.number(RESULT_COUNT));
			}
			connections.put(group.text(LISTENER), results);
		}
		return new HandoffRecord(reader.constant(OUTCOME, HandoffOutcome.class), reader.optionalText(REASON),
				reader.number(PREDECESSOR_PID), reader.count(PREDECESSOR_GENERATION), reader.number(SUCCESSOR_PID),
				reader.count(SUCCESSOR_GENERATION), reader.instant(STARTED_AT), phases, inFlightRequests(reader),
				connections);
	}

}
