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

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.gracefulrestart.connection.ConnectionState;

/**
 * A batch of established connections, whose descriptors come with it in the same order.
 * On the wire the states are arrays: 4 bytes for each number of requests, 8 bytes for
 * each idle time in milliseconds.
 *
 * @param batch number of the batch, counted from 1
 * @param listener name of the listener that they came from
 * @param states what their server knows of them
 */
record Connections(int batch, String listener, List<ConnectionState> states) implements Message {

	private static final Field BATCH = new Field(1, "batch");

	private static final Field LISTENER = new Field(2, "listener");

	private static final Field SERVED = new Field(3, "served requests");

	private static final Field IDLE = new Field(4, "idle milliseconds");

	Connections {
		states = List.copyOf(states);
	}

	void write(FieldWriter writer) {
		ByteBuffer served = ByteBuffer.allocate(this.states.size() * Integer.BYTES);
		ByteBuffer idle = ByteBuffer.allocate(this.states.size() * Long.BYTES);
		this.states.forEach((state) -> {
			served.putInt(state.served());
			idle.putLong(state.idle().toMillis());
		});
		writer.number(BATCH, this.batch)
			.text(LISTENER, this.listener)
			.bytes(SERVED, served.array())
			.bytes(IDLE, idle.array());
	}

	static Connections read(FieldReader reader) throws ProtocolException {
		ByteBuffer served = ByteBuffer.wrap(reader.bytes(SERVED));
		ByteBuffer idle = ByteBuffer.wrap(reader.bytes(IDLE));
		int count = served.remaining() / Integer.BYTES;
		if (served.remaining() % Integer.BYTES != 0 || idle.remaining() != count * Long.BYTES) {
			throw new ProtocolException("CONNECTIONS has states of different number");
		}
		List<ConnectionState> states = new ArrayList<>(count);
		try {
			while (served.hasRemaining()) {
				states.add(new ConnectionState(served.getInt(), Duration.ofMillis(idle.getLong())));
			}
		}
		catch (IllegalArgumentException ex) {
			throw new ProtocolException("CONNECTIONS has an impossible state: " + ex.getMessage());
		}
		return new Connections(reader.count(BATCH), reader.text(LISTENER), states);
	}

}
