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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.gracefulrestart.connection.ArrivingBatch;
import io.gracefulrestart.connection.ConnectionState;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.fd.ConnectionMolds;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.OpenDescriptors;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.Origin;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Takes the predecessor's established connections in. Owns the molds that they are put
 * into, which are made while this process starts.
 */
final class ConnectionIntake implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ConnectionIntake.class);

	// For files, and for connections that are accepted meanwhile.
	private static final int RESERVE = 256;

	private final Core core;

	private final ConnectionMolds molds = new ConnectionMolds();

	ConnectionIntake(Core core) {
		this.core = core;
	}

	/**
	 * Make molds, and rehearse, ahead of the time.
	 * @param expected the connections that are expected, by the name of the listener
	 */
	void prepare(Map<String, Integer> expected) {
		if (!this.core.settings().moveConnections()) {
			return;
		}
		int connections = expected.values().stream().mapToInt(Integer::intValue).sum();
		try {
			this.molds.prepare(Math.max(0, Math.min(withReserve(connections), OpenDescriptors.room() - RESERVE)));
		}
		catch (IOException ex) {
			logger.warn("Not all established connections can be taken over: " + ex.getMessage());
		}
		new MoveRehearsal(this.core.application()).run(connections);
	}

	/**
	 * Let the servers set aside what they need, when they run.
	 * @param expected the connections that are expected, by the name of the listener
	 */
	void prepareServers(Map<String, Integer> expected) {
		if (this.core.settings().moveConnections()) {
			this.core.application()
				.connectionTargets()
				.forEach((target) -> target.prepare(withReserve(expected.getOrDefault(target.name(), 0))));
		}
	}

	// A tenth more: connections come while this process starts.
	private static int withReserve(int connections) {
		return connections + connections / 10;
	}

	/**
	 * Say how many connections each listener of this process can take.
	 * @return the listeners by name, each with its room
	 */
	Map<String, Integer> rooms() {
		Map<String, Integer> rooms = new LinkedHashMap<>();
		this.core.listeners().all().forEach((listener) -> rooms.put(listener.name(), 0));
		if (this.core.settings().moveConnections()) {
			int left = this.molds.size() + Math.max(0, OpenDescriptors.room() - RESERVE);
			for (ConnectionTarget target : this.core.application().connectionTargets()) {
				int room = Math.min(target.room(), left);
				rooms.computeIfPresent(target.name(), (name, none) -> room);
				left -= room;
			}
		}
		return rooms;
	}

	/**
	 * Say which listeners this process has made beside the predecessor's.
	 * @return their names
	 */
	Set<String> ownListeners() {
		return this.core.listeners()
			.all()
			.stream()
			.filter((listener) -> listener.origin() == Origin.REUSE_PORT)
			.map(Listener::name)
			.collect(Collectors.toSet());
	}

	/**
	 * Take connections in.
	 * @param listener name of the listener that they came from
	 * @param descriptors the connections; closed, or owned by the result
	 * @param states what the predecessor's server knows of each
	 * @return the connections
	 */
	ArrivingBatch hold(String listener, List<Descriptor> descriptors, List<ConnectionState> states) {
		return ArrivingBatch.hold(target(listener), this.molds, descriptors, states);
	}

	private @Nullable ConnectionTarget target(String listener) {
		return this.core.application()
			.connectionTargets()
			.stream()
			.filter((target) -> target.name().equals(listener))
			.findFirst()
			.orElse(null);
	}

	/**
	 * Note that connections are served now.
	 * @param listener name of the listener that they came from
	 * @param count how many
	 */
	void adopted(String listener, int count) {
		this.core.ledger().adopted(listener, count);
	}

	@Override
	public void close() {
		this.core.application().connectionTargets().forEach((target) -> target.prepare(0));
		this.molds.close();
	}

}
