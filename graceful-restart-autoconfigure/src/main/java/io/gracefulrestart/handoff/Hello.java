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

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What a successor says first. Nothing in it is proof of anything: the peer's credentials
 * come from the kernel.
 *
 * @param versions versions of the protocol that it speaks
 * @param application name of the application that it is
 * @param pid its process id as it sees it itself
 * @param token secret that its starter gave to it, or {@code null} if it was started by
 * hand
 * @param room descriptors that it can still take before it meets its limit
 * @param listeners names of the listeners that it means to use; informational, all are
 * passed
 */
public record Hello(VersionRange versions, String application, long pid, @Nullable String token, int room,
		List<String> listeners) implements Message {

	private static final Field LOWEST_VERSION = new Field(1, "lowest version");

	private static final Field HIGHEST_VERSION = new Field(2, "highest version");

	private static final Field APPLICATION = new Field(3, "application");

	private static final Field PID = new Field(4, "pid");

	private static final Field TOKEN = new Field(5, "token");

	private static final Field ROOM = new Field(6, "room");

	private static final Field LISTENER = new Field(7, "listener");

	public Hello {
		listeners = List.copyOf(listeners);
	}

	void write(FieldWriter writer) {
		writer.number(LOWEST_VERSION, this.versions.lowest())
			.number(HIGHEST_VERSION, this.versions.highest())
			.text(APPLICATION, this.application)
			.number(PID, this.pid)
			.text(TOKEN, this.token)
			.number(ROOM, this.room);
		this.listeners.forEach((name) -> writer.text(LISTENER, name));
	}

	static Hello read(FieldReader reader) throws ProtocolException {
		return new Hello(readVersions(reader), reader.text(APPLICATION), reader.number(PID), reader.optionalText(TOKEN),
				reader.count(ROOM), reader.texts(LISTENER));
	}

	private static VersionRange readVersions(FieldReader reader) throws ProtocolException {
		int lowest = reader.count(LOWEST_VERSION);
		int highest = reader.count(HIGHEST_VERSION);
		try {
			return new VersionRange(lowest, highest);
		}
		catch (IllegalArgumentException ex) {
			throw new ProtocolException("HELLO has no usable versions: " + lowest + " to " + highest);
		}
	}

	@Override
	public String toString() {
		return "Hello[versions=" + this.versions + ", application=" + this.application + ", pid=" + this.pid
				+ ", token=" + ((this.token != null) ? "******" : "none") + ", room=" + this.room + ", listeners="
				+ this.listeners + "]";
	}

}
