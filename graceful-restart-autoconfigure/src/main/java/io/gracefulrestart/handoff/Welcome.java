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

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.fd.Processes;
import org.jspecify.annotations.Nullable;

/**
 * A predecessor's answer to a successor that may take over. The descriptors of the
 * listeners come with its first byte, in the order of the listeners, after them the
 * control listener's, those of standard output and standard error if they are passed, and
 * one end of a channel for state if there is one.
 *
 * @param generation the successor's generation: the predecessor's plus one
 * @param pid process id of the predecessor as it sees it itself
 * @param startedAt when the predecessor started
 * @param firstStartedAt when the first generation started
 * @param listeners listeners that are passed
 * @param descriptors how many descriptors come with it: one more than listeners, two for
 * the streams, and one for the state
 * @param streams whether standard output and standard error come with it
 * @param history the last handoffs of earlier generations, oldest first
 * @param connections how many established connections the predecessor has, by the name of
 * the listener that they came from
 * @param namespace the pid namespace in which the process id counts, see
 * {@link Processes#namespace()}; {@code null} if it is not known
 * @param state whether one end of a channel for state comes with it, since version
 * {@value #STATE_SINCE} of the protocol
 */
public record Welcome(int generation, long pid, Instant startedAt, Instant firstStartedAt,
		List<AnnouncedListener> listeners, int descriptors, boolean streams, List<HandoffRecord> history,
		Map<String, Integer> connections, @Nullable Long namespace, boolean state) implements Message {

	/** Version of the protocol since which there can be a channel for state. */
	static final int STATE_SINCE = 3;

	private static final Field GENERATION = new Field(1, "generation");

	private static final Field PID = new Field(2, "pid");

	private static final Field STARTED_AT = new Field(3, "started at");

	private static final Field FIRST_STARTED_AT = new Field(4, "first started at");

	private static final Field LISTENER = new Field(5, "listener");

	private static final Field DESCRIPTORS = new Field(6, "descriptors");

	private static final Field HISTORY = new Field(7, "history");

	private static final Field CONNECTIONS = new Field(8, "connections");

	private static final Field STREAMS = new Field(9, "streams");

	private static final Field NAMESPACE = new Field(10, "namespace");

	private static final Field STATE = new Field(11, "state");

	private static final Field NAME = new Field(1, "name");

	private static final Field COUNT = new Field(2, "count");

	public Welcome {
		listeners = List.copyOf(listeners);
		history = List.copyOf(history);
		connections = Map.copyOf(connections);
	}

	/**
	 * Create a welcome without a channel for state.
	 * @param generation the successor's generation
	 * @param pid process id of the predecessor
	 * @param startedAt when the predecessor started
	 * @param firstStartedAt when the first generation started
	 * @param listeners listeners that are passed
	 * @param descriptors how many descriptors come with it
	 * @param streams whether standard output and standard error come with it
	 * @param history the last handoffs of earlier generations
	 * @param connections how many established connections the predecessor has
	 * @param namespace the pid namespace in which the process id counts
	 */
	Welcome(int generation, long pid, Instant startedAt, Instant firstStartedAt, List<AnnouncedListener> listeners,
			int descriptors, boolean streams, List<HandoffRecord> history, Map<String, Integer> connections,
			@Nullable Long namespace) {
		this(generation, pid, startedAt, firstStartedAt, listeners, descriptors, streams, history, connections,
				namespace, false);
	}

	void write(FieldWriter writer) {
		writer.number(GENERATION, this.generation)
			.number(PID, this.pid)
			.instant(STARTED_AT, this.startedAt)
			.instant(FIRST_STARTED_AT, this.firstStartedAt)
			.number(DESCRIPTORS, this.descriptors)
			.number(STREAMS, this.streams ? 1 : 0)
			.number(NAMESPACE, this.namespace)
			.number(STATE, this.state ? 1 : 0);
		this.connections.forEach((name, count) -> writer.group(CONNECTIONS,
				(connections) -> connections.text(NAME, name).number(COUNT, count)));
		this.listeners.forEach((listener) -> writer.group(LISTENER, listener::write));
		this.history.forEach((handoff) -> writer.group(HISTORY, handoff::write));
	}

	/**
	 * Return the predecessor's process id as the receiver sees it.
	 * @return process id, 0 if the predecessor counts in another pid namespace (another
	 * container), where the same number may be somebody else's here
	 */
	public long visiblePid() {
		Long own = Processes.namespace();
		return (this.namespace == null || own == null || this.namespace.equals(own)) ? this.pid : 0;
	}

	// Older versions did not have it.
	private static boolean isSet(@Nullable Long flag) {
		return flag != null && flag != 0;
	}

	static Welcome read(FieldReader reader) throws ProtocolException {
		List<AnnouncedListener> listeners = new ArrayList<>();
		for (FieldReader listener : reader.groups(LISTENER)) {
			listeners.add(AnnouncedListener.read(listener));
		}
		List<HandoffRecord> history = new ArrayList<>();
		for (FieldReader handoff : reader.groups(HISTORY)) {
			history.add(HandoffRecord.read(handoff));
		}
		Map<String, Integer> connections = new HashMap<>();
		for (FieldReader listener : reader.groups(CONNECTIONS)) {
			connections.put(listener.text(NAME), listener.count(COUNT));
		}
		return new Welcome(reader.count(GENERATION), reader.number(PID), reader.instant(STARTED_AT),
				reader.instant(FIRST_STARTED_AT), listeners, reader.count(DESCRIPTORS),
				isSet(reader.optionalNumber(STREAMS)), history, connections, reader.optionalNumber(NAMESPACE),
				isSet(reader.optionalNumber(STATE)));
	}

}
