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

package io.gracefulrestart.connection;

import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of the established connections of one listener, in this process.
 *
 * @param adopted those that came from its predecessor, and are or were served here
 * @param moved those that went to its successor
 * @param staying those that could not go, by the reason; they were told to leave
 * @param closed those that were idle beyond their grace, or cut at the drain's deadline
 */
public record MoveCounts(long adopted, long moved, Map<StayReason, Integer> staying, long closed) {

	/** Result of a connection that went to the successor. */
	public static final String MOVED = "moved";

	/** Result of a connection that was closed by this process. */
	public static final String CLOSED = "closed";

	/**
	 * Nothing has come, and nothing has gone.
	 */
	public static final MoveCounts NONE = new MoveCounts(0, 0, Map.of(), 0);

	public MoveCounts {
		Map<StayReason, Integer> copy = new EnumMap<>(StayReason.class);
		copy.putAll(staying);
		staying = Collections.unmodifiableMap(copy);
	}

	MoveCounts plusAdopted(int count) {
		return new MoveCounts(this.adopted + count, this.moved, this.staying, this.closed);
	}

	MoveCounts plusMoved(int count) {
		return new MoveCounts(this.adopted, this.moved + count, this.staying, this.closed);
	}

	MoveCounts withStaying(Map<StayReason, Integer> staying) {
		return new MoveCounts(this.adopted, this.moved, staying, this.closed);
	}

	MoveCounts plusClosed(int count) {
		return new MoveCounts(this.adopted, this.moved, this.staying, this.closed + count);
	}

	/**
	 * Return what became of the connections in a handoff to a successor.
	 * @return how many there are of each result, in this order: {@value #MOVED}, each
	 * {@link StayReason#id() reason} that has kept some, {@value #CLOSED}
	 */
	public Map<String, Long> results() {
		Map<String, Long> results = new LinkedHashMap<>();
		results.put(MOVED, this.moved);
		this.staying.forEach((reason, count) -> results.put(reason.id(), (long) count));
		results.put(CLOSED, this.closed);
		return results;
	}

}
