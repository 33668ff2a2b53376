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

import java.util.List;

import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.MoveCounts;
import io.gracefulrestart.drain.Census;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import org.jspecify.annotations.Nullable;

/**
 * What can be measured of this process, each number by itself. Thread safe.
 *
 * @since 0.1.0
 */
public class LifecycleFigures {

	private final Core core;

	LifecycleFigures(Core core) {
		this.core = core;
	}

	/**
	 * Count what is in hand.
	 * @return the census of all servers
	 */
	public Census census() {
		return this.core.census();
	}

	/**
	 * Return the last handoff of the chain.
	 * @return the handoff, or {@code null} if there was none
	 */
	public @Nullable HandoffRecord lastHandoff() {
		return this.core.chain().last();
	}

	/**
	 * Count the handoffs in which this process took part.
	 * @param outcome how they ended
	 * @return their number
	 */
	public int handoffs(HandoffOutcome outcome) {
		return this.core.chain().count(outcome);
	}

	/**
	 * Return the connectors whose connections can go to another process.
	 * @return the names of their listeners, as of now
	 */
	public List<String> connectors() {
		return this.core.application().connectionSources().stream().map(ConnectionSource::name).toList();
	}

	/**
	 * Count the connections of a connector that have come from a predecessor, and gone.
	 * @param connector name of its listener
	 * @return the counts, zero for a name that was never heard of
	 */
	public MoveCounts connections(String connector) {
		return this.core.ledger().of(connector);
	}

	/**
	 * Return whether processes beside this one may listen on the same ports.
	 * @return whether this process shares its ports
	 */
	public boolean isPortShared() {
		return this.core.listeners().areShared();
	}

}
