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

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts a snapshot into STATE messages, and puts it together from them again.
 */
final class StateTransfer {

	/** Bytes of state that a successor takes in all, names included. */
	static final int MAXIMUM_BYTES = 16 * FrameHeader.MAXIMUM_PAYLOAD;

	// Three fields an entry: itself, its name, its value.
	private static final int ENTRY_OVERHEAD = 3 * (Short.BYTES + Integer.BYTES);

	private final Map<String, byte[]> entries = new LinkedHashMap<>();

	private long bytes;

	/**
	 * Cut a snapshot into parts that fit into a frame, except for an entry that is too
	 * large by itself.
	 * @param snapshot the snapshot
	 * @return its parts in order, none if it is empty
	 */
	static List<Message.State> split(Snapshot snapshot) {
		List<Message.State> parts = new ArrayList<>();
		Map<String, byte[]> part = new LinkedHashMap<>();
		long bytes = 0;
		for (Map.Entry<String, byte[]> entry : snapshot.entries().entrySet()) {
			long size = sizeOf(entry.getKey(), entry.getValue());
			if (!part.isEmpty() && bytes + size > FrameHeader.MAXIMUM_PAYLOAD) {
				parts.add(new Message.State(new Snapshot(part)));
				part.clear();
				bytes = 0;
			}
			part.put(entry.getKey(), entry.getValue());
			bytes += size;
		}
		if (!part.isEmpty()) {
			parts.add(new Message.State(new Snapshot(part)));
		}
		return parts;
	}

	private static long sizeOf(String name, byte[] value) {
		return ENTRY_OVERHEAD + (long) name.getBytes(StandardCharsets.UTF_8).length + value.length;
	}

	/**
	 * Add a part that has come.
	 * @param state the part
	 * @throws ProtocolException if it is more than {@value #MAXIMUM_BYTES} bytes in all
	 */
	void add(Message.State state) throws ProtocolException {
		Map<String, byte[]> part = state.part().entries();
		part.forEach((name, value) -> this.bytes += sizeOf(name, value));
		if (this.bytes > MAXIMUM_BYTES) {
			throw new ProtocolException("More than " + MAXIMUM_BYTES + " bytes of state came");
		}
		this.entries.putAll(part);
	}

	Snapshot snapshot() {
		return new Snapshot(this.entries);
	}

}
