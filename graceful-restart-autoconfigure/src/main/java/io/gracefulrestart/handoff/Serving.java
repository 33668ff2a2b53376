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

import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The successor accepts.
 *
 * @param rooms the listeners that it uses, by name, each with the number of established
 * connections that it can take
 * @param own which of them are sockets of its own beside the predecessor's, on the same
 * port
 */
record Serving(Map<String, Integer> rooms, Set<String> own) implements Message {

	private static final Field LISTENER = new Field(1, "listener");

	private static final Field NAME = new Field(1, "name");

	private static final Field ROOM = new Field(2, "room");

	private static final Field OWN = new Field(3, "own");

	Serving {
		rooms = Collections.unmodifiableMap(new LinkedHashMap<>(rooms));
		own = Set.copyOf(own);
	}

	void write(FieldWriter writer) {
		this.rooms.forEach((name, room) -> writer.group(LISTENER,
				(listener) -> listener.text(NAME, name)
					.number(ROOM, room)
					.number(OWN, this.own.contains(name) ? 1 : 0)));
	}

	static Serving read(FieldReader reader) throws ProtocolException {
		Map<String, Integer> rooms = new LinkedHashMap<>();
		Set<String> own = new HashSet<>();
		for (FieldReader listener : reader.groups(LISTENER)) {
			String name = listener.text(NAME);
			rooms.put(name, listener.count(ROOM));
			if (listener.count(OWN) > 0) {
				own.add(name);
			}
		}
		return new Serving(rooms, own);
	}

}
