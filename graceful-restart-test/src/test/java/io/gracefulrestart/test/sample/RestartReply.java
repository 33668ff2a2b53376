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

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.StreamSupport;

import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.HttpReply;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ObservedProcess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code POST /actuator/handoff} was answered.
 *
 * @param status status code
 * @param json the body, missing where it is no JSON
 */
public record RestartReply(int status, JsonNode json) {

	private static final Duration PATIENCE = SampleRun.PATIENCE;

	private static final JsonMapper MAPPER = JsonMapper.builder().build();

	/**
	 * Ask for a restart, and wait for the answer that comes by default.
	 * @param port port of the actuator
	 * @return the answer
	 * @throws RequestFailedException if there is none
	 */
	public static RestartReply restart(int port) throws RequestFailedException {
		return post(port, "", "{}");
	}

	/**
	 * Ask for something.
	 * @param port port of the actuator
	 * @param query such as {@code ?wait=probation}, or an empty text
	 * @param body JSON
	 * @return the answer
	 * @throws RequestFailedException if there is none
	 */
	public static RestartReply post(int port, String query, String body) throws RequestFailedException {
		try (HttpConnection connection = HttpConnection.open(Clients.HOST, port, PATIENCE)) {
			connection.send("POST /actuator/handoff" + query + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
					+ "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
			HttpReply reply = connection.receive(PATIENCE);
			return new RestartReply(reply.status(), body(reply));
		}
	}

	private static JsonNode body(HttpReply reply) {
		boolean json = reply.header("Content-Type").orElse("").contains("json");
		return json ? MAPPER.readTree(reply.text()) : MAPPER.missingNode();
	}

	/**
	 * Ask for something on another thread.
	 * @param port port of the actuator
	 * @param query such as {@code ?wait=probation}, or an empty text
	 * @param body JSON
	 * @return the answer to come
	 */
	public static CompletableFuture<RestartReply> later(int port, String query, String body) {
		CompletableFuture<RestartReply> answer = new CompletableFuture<>();
		new Thread(() -> {
			try {
				answer.complete(post(port, query, body));
			}
			catch (RequestFailedException | RuntimeException ex) {
				answer.completeExceptionally(ex);
			}
		}, "asks-for-a-restart").start();
		return answer;
	}

	/**
	 * Return the outcome.
	 * @return its name, or an empty text
	 */
	public String outcome() {
		return this.json.path("outcome").asString("");
	}

	/**
	 * Return why.
	 * @return the reason, or an empty text
	 */
	public String reason() {
		return this.json.path("reason").asString("");
	}

	/**
	 * Return the process that served when it was asked for.
	 * @return process id
	 */
	public long predecessor() {
		return this.json.path("predecessor").path("pid").asLong();
	}

	/**
	 * Return the process that was to follow.
	 * @return the process
	 */
	public ObservedProcess successor() {
		return new ObservedProcess(this.json.path("successor").path("pid").asLong());
	}

	/**
	 * Return the successor's generation.
	 * @return generation, counted from 1
	 */
	public int generation() {
		return this.json.path("successor").path("generation").asInt();
	}

	/**
	 * Return the names of the phases.
	 * @return names in order
	 */
	public List<String> phases() {
		return List.copyOf(this.json.path("phases").propertyNames());
	}

	/**
	 * Return until when the predecessor may come back.
	 * @return an instant as text, or an empty text
	 */
	public String probationEnds() {
		return this.json.path("probationEnds").asString("");
	}

	/**
	 * Return the last lines of a failed start.
	 * @return lines in order
	 */
	public List<String> output() {
		return StreamSupport.stream(this.json.path("output").spliterator(), false).map(JsonNode::asString).toList();
	}

}
