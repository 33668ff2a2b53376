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
import java.util.List;
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
 * @param fates what became of what the predecessor had in hand: how many of each kind had
 * which fate, such as {@code WEB_SOCKET}, {@code CLOSED}
 * @param cut what of that was cut, for people; ten at most, the oldest first
 */
public record HandoffRecord(HandoffOutcome outcome, @Nullable String reason, long predecessorPid,
		int predecessorGeneration, long successorPid, int successorGeneration, Instant startedAt,
		Map<String, Duration> phases, int inFlightRequests, Map<String, Map<String, Long>> connections,
		Map<String, Map<String, Long>> fates, List<String> cut) {

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

	private static final Field FATES = new Field(11, "fates");

	private static final Field CUT = new Field(12, "cut");

	// Of a listener or a kind.
	private static final Field NAME = new Field(1, "name");

	private static final Field RESULT = new Field(2, "result");

	private static final Field RESULT_ID = new Field(1, "id");

	private static final Field RESULT_COUNT = new Field(2, "count");

	private static final int MOST_CUT = 10;

	private static final int LONGEST_CUT = 200;

	// A part of it may be what a peer has said of itself.
	private static final int LONGEST_REASON = 500;

	public HandoffRecord {
		reason = (reason != null) ? shortened(reason, LONGEST_REASON) : null;
		phases = Collections.unmodifiableMap(new LinkedHashMap<>(phases));
		connections = copy(connections);
		fates = copy(fates);
		cut = cut.stream().limit(MOST_CUT).map((description) -> shortened(description, LONGEST_CUT)).toList();
	}

	private static String shortened(String text, int longest) {
		return (text.length() > longest) ? text.substring(0, longest - 1) + "…" : text;
	}

	/**
	 * Create the record of a handoff of which nothing is known yet that a drain would
	 * tell.
	 * @param outcome how it ended
	 * @param reason why it ended so, or {@code null} if it simply succeeded
	 * @param predecessorPid process id of the predecessor
	 * @param predecessorGeneration generation of the predecessor
	 * @param successorPid process id of the successor
	 * @param successorGeneration generation that the successor had or would have had
	 * @param startedAt when the successor said HELLO
	 * @param phases how long each finished phase took
	 * @param inFlightRequests requests that were in progress at the cutover
	 * @param connections what became of the predecessor's established connections
	 */
	public HandoffRecord(HandoffOutcome outcome, @Nullable String reason, long predecessorPid,
			int predecessorGeneration, long successorPid, int successorGeneration, Instant startedAt,
			Map<String, Duration> phases, int inFlightRequests, Map<String, Map<String, Long>> connections) {
		this(outcome, reason, predecessorPid, predecessorGeneration, successorPid, successorGeneration, startedAt,
				phases, inFlightRequests, connections, Map.of(), List.of());
	}

	private static Map<String, Map<String, Long>> copy(Map<String, Map<String, Long>> counts) {
		Map<String, Map<String, Long>> copy = new LinkedHashMap<>();
		counts.forEach((name, results) -> copy.put(name, Collections.unmodifiableMap(new LinkedHashMap<>(results))));
		return Collections.unmodifiableMap(copy);
	}

	/**
	 * Add what became of the connections.
	 * @param connections how many there are of each result, by listener
	 * @return the handoff with them
	 */
	public HandoffRecord withConnections(Map<String, Map<String, Long>> connections) {
		return new HandoffRecord(this.outcome, this.reason, this.predecessorPid, this.predecessorGeneration,
				this.successorPid, this.successorGeneration, this.startedAt, this.phases, this.inFlightRequests,
				connections, this.fates, this.cut);
	}

	/**
	 * Add what the drain has come to.
	 * @param counts what became of what the predecessor had in hand
	 * @return the handoff with it
	 */
	public HandoffRecord withDrain(DrainCounts counts) {
		return new HandoffRecord(this.outcome, this.reason, this.predecessorPid, this.predecessorGeneration,
				this.successorPid, this.successorGeneration, this.startedAt, this.phases, this.inFlightRequests,
				this.connections, counts.fates(), counts.cut());
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
		write(writer, CONNECTIONS, this.connections);
		write(writer, FATES, this.fates);
		this.cut.forEach((description) -> writer.text(CUT, description));
	}

	private static void write(FieldWriter writer, Field field, Map<String, Map<String, Long>> counts) {
		counts.forEach((name, results) -> writer.group(field, (group) -> {
			group.text(NAME, name);
			results.forEach((id, count) -> group.group(RESULT,
					(result) -> result.text(RESULT_ID, id).number(RESULT_COUNT, count)));
		}));
	}

	private static Map<String, Map<String, Long>> read(FieldReader reader, Field field) throws ProtocolException {
		Map<String, Map<String, Long>> counts = new LinkedHashMap<>();
		for (FieldReader group : reader.groups(field)) {
			Map<String, Long> results = new LinkedHashMap<>();
			for (FieldReader result : group.groups(RESULT)) {
				results.put(result.text(RESULT_ID), result.number(RESULT_COUNT));
			}
			counts.put(group.text(NAME), results);
		}
		return counts;
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
		return new HandoffRecord(reader.constant(OUTCOME, HandoffOutcome.class), reader.optionalText(REASON),
				reader.number(PREDECESSOR_PID), reader.count(PREDECESSOR_GENERATION), reader.number(SUCCESSOR_PID),
				reader.count(SUCCESSOR_GENERATION), reader.instant(STARTED_AT), phases, inFlightRequests(reader),
				read(reader, CONNECTIONS), read(reader, FATES), reader.texts(CUT));
	}

}
