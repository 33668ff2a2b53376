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

import java.util.OptionalInt;

/**
 * Versions of the protocol that a process speaks.
 *
 * @param lowest the oldest one
 * @param highest the newest one, not lower
 */
public record VersionRange(int lowest, int highest) {

	/**
	 * What this code speaks; {@link MessageType#since()} and {@link Welcome#STATE_SINCE}
	 * tell what each version has added.
	 */
	public static final VersionRange SUPPORTED = new VersionRange(1, 3);

	public VersionRange {
		if (lowest < 1 || highest < lowest || highest > 0xFFFF) {
			throw new IllegalArgumentException("No range of protocol versions: " + lowest + " to " + highest);
		}
	}

	/**
	 * Return the newest version that both speak.
	 * @param other what the peer speaks
	 * @return the version, or empty if they have none in common
	 */
	OptionalInt common(VersionRange other) {
		int newest = Math.min(this.highest, other.highest);
		return (newest >= Math.max(this.lowest, other.lowest)) ? OptionalInt.of(newest) : OptionalInt.empty();
	}

	@Override
	public String toString() {
		return (this.lowest == this.highest) ? String.valueOf(this.lowest) : this.lowest + " to " + this.highest;
	}

}
