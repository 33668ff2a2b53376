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
import java.util.List;
import java.util.Map;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.StandardStreams;
import org.jspecify.annotations.Nullable;

/**
 * What a predecessor gives to a successor with WELCOME. The control listener is added by
 * the conversation.
 *
 * @param listeners duplicates of all listeners, closed by the conversation when they have
 * been sent, or if they cannot be
 * @param history the last handoffs, oldest first; the last {@value #HISTORY} of them are
 * told
 * @param connections how many established connections this process has, which the
 * successor may be given later, by the name of the listener that they came from
 * @param readyTimeout how long the successor may take until it is ready
 * @param streams where a successor that this process has started is to write to, closed
 * as the listeners are; {@code null} for one that was started by somebody else
 * @param state the successor's end of a channel for state, closed as the listeners are;
 * {@code null} if there is none. One that speaks an older version does not get it
 */
public record Offer(List<PassedListener> listeners, List<HandoffRecord> history, Map<String, Integer> connections,
		Duration readyTimeout, @Nullable StandardStreams streams, @Nullable Descriptor state) implements AutoCloseable {

	/** How many handoffs of the past a successor is told. */
	public static final int HISTORY = 10;

	public Offer {
		listeners = List.copyOf(listeners);
		history = List.copyOf(history.subList(Math.max(0, history.size() - HISTORY), history.size()));
	}

	@Override
	public void close() {
		this.listeners.forEach(PassedListener::close);
		if (this.streams != null) {
			this.streams.close();
		}
		if (this.state != null) {
			this.state.close();
		}
	}

}
