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

package io.gracefulrestart.test.sample;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.StreamSupport;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code GET /actuator/handoff} says at one instant.
 */
public final class HandoffView {

	private static final String HOST = "127.0.0.1";

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	private final JsonNode json;

	private HandoffView(JsonNode json) {
		this.json = json;
	}

	/**
	 * Ask whoever serves at a port.
	 * @param port port of the actuator
	 * @return what it says
	 * @throws RequestFailedException if there is no answer
	 */
	public static HandoffView at(int port) throws RequestFailedException {
		HttpReply reply = HttpConnection.get(HOST, port, "/actuator/handoff", SampleRun.PATIENCE);
		if (reply.status() != 200) {
			throw new IllegalStateException("No handoff endpoint at port " + port + ": " + reply);
		}
		return new HandoffView(MAPPER.readTree(reply.text()));
	}

	/**
	 * Return the state.
	 * @return its name
	 */
	public String state() {
		return this.json.path("state").asString();
	}

	/**
	 * Return who answered.
	 * @return process id
	 */
	public long pid() {
		return this.json.path("pid").asLong();
	}

	/**
	 * Return its generation.
	 * @return generation, counted from 1
	 */
	public int generation() {
		return this.json.path("generation").asInt();
	}

	/**
	 * Return why there is no handoff.
	 * @return reason, or an empty text
	 */
	public String handoffAbsence() {
		return this.json.path("handoffAbsence").asString("");
	}

	/**
	 * Return whether the native library is there.
	 * @return {@code available}, or {@code unavailable} and the cause
	 */
	public String nativeSupport() {
		JsonNode support = this.json.path("nativeSupport");
		return support.path("available").asBoolean() ? "available"
				: "unavailable: " + support.path("cause").asString("");
	}

	/**
	 * Return the listeners.
	 * @return all that the process holds, in its order
	 */
	public List<ListenerView> listeners() {
		return StreamSupport.stream(this.json.path("listeners").spliterator(), false)
			.map((node) -> new ListenerView(node.path("name").asString(), node.path("address").asString(),
					node.path("origin").asString(), node.path("inode").asLong()))
			.toList();
	}

	/**
	 * Return a listener.
	 * @param name its name
	 * @return the listener
	 */
	public ListenerView listener(String name) {
		Optional<ListenerView> found = listeners().stream()
			.filter((listener) -> listener.name().equals(name))
			.findFirst();
		return found.orElseThrow(() -> new AssertionError("No listener '" + name + "': " + this));
	}

	/**
	 * Return the outcome of a handoff.
	 * @param fromLast 0 for the last one, 1 for the one before
	 * @return name of the outcome and the reason, if there is one
	 */
	public String handoff(int fromLast) {
		JsonNode all = this.json.path("handoffs");
		JsonNode handoff = all.path(all.size() - 1 - fromLast);
		return handoff.path("outcome").asString("none") + " " + handoff.path("reason").asString("");
	}

	/**
	 * Return the handoffs that it remembers.
	 * @return the handoffs, the oldest first
	 */
	public List<PastHandoff> handoffs() {
		return StreamSupport.stream(this.json.path("handoffs").spliterator(), false)
			.map((node) -> new PastHandoff(node.path("outcome").asString(), node.path("reason").asString(""),
					node.path("startedAt").asString()))
			.toList();
	}

	/**
	 * Return a number of the statistics over all generations.
	 * @param path names of the number's fields, separated by a slash
	 * @return the number, -1 if there is none
	 */
	public long statistic(String path) {
		return this.json.path("statistics").at("/" + path).asLong(-1);
	}

	/**
	 * Return when the first generation has started, as the statistics say.
	 * @return an instant
	 */
	public String statisticsStartedAt() {
		return this.json.path("statistics").path("startedAt").asString("");
	}

	/**
	 * Return what became of the established connections in the last handoff.
	 * @param listener the listener that they came from
	 * @return how many there are of each result; empty if nothing is known
	 */
	public Map<String, Long> lastConnections(String listener) {
		JsonNode all = this.json.path("handoffs");
		JsonNode results = all.path(all.size() - 1).path("connections").path(listener);
		Map<String, Long> counts = new TreeMap<>();
		results.properties().forEach((result) -> counts.put(result.getKey(), result.getValue().asLong()));
		return counts;
	}

	/**
	 * Return the restart that it was asked for last.
	 * @return the restart, with empty texts if there was none
	 */
	public RestartView restart() {
		JsonNode node = this.json.path("restart");
		JsonNode result = node.path("result");
		return new RestartView(node.path("progress").asString(""), result.path("outcome").asString(""),
				result.path("reason").asString(""));
	}

	/**
	 * Return until when a predecessor may come back.
	 * @return an instant as text, or an empty text
	 */
	public String probationEnds() {
		return this.json.path("probationEnds").asString("");
	}

	/**
	 * Return what the predecessor does.
	 * @return its phase, or an empty text if it is gone
	 */
	public String predecessorPhase() {
		return this.json.path("predecessor").path("phase").asString("");
	}

	/**
	 * Return how many requests are in progress.
	 * @return number of requests, the one for this view included
	 */
	public int requestsInFlight() {
		return this.json.path("requestsInFlight").asInt();
	}

	/**
	 * Return how many connections are open.
	 * @return number of connections, that of this view included
	 */
	public int openConnections() {
		return this.json.path("openConnections").asInt();
	}

	@Override
	public String toString() {
		return this.json.toString();
	}

	/**
	 * A listener.
	 *
	 * @param name its name
	 * @param address its address as text
	 * @param origin where the process has it from
	 * @param inode inode of the kernel's socket
	 */
	public record ListenerView(String name, String address, String origin, long inode) {

	}

	/**
	 * A handoff of the past.
	 *
	 * @param outcome name of the outcome
	 * @param reason why, or an empty text
	 * @param startedAt when it started
	 */
	public record PastHandoff(String outcome, String reason, String startedAt) {

	}

	/**
	 * A restart that was asked for.
	 *
	 * @param progress how far it has come, or an empty text if it is over
	 * @param outcome name of the outcome, or an empty text
	 * @param reason why, or an empty text
	 */
	public record RestartView(String progress, String outcome, String reason) {

	}

}
