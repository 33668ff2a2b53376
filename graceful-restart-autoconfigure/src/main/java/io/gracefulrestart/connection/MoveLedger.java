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

import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps count of the connections that come to this process and go from it. Thread safe.
 */
public final class MoveLedger {

	private final Map<String, MoveCounts> counts = new TreeMap<>();

	private long allMoved;

	/**
	 * Connections of the predecessor are served here.
	 * @param listener name of the listener that they came from
	 * @param count how many
	 */
	public synchronized void adopted(String listener, int count) {
		this.counts.put(listener, of(listener).plusAdopted(count));
	}

	/**
	 * Connections have gone to the successor.
	 * @param listener name of the listener that they came from
	 * @param count how many
	 */
	public synchronized void moved(String listener, int count) {
		this.counts.put(listener, of(listener).plusMoved(count));
		this.allMoved += count;
	}

	/**
	 * Connections do not go.
	 * @param listener name of the listener that they came from
	 * @param staying how many, by the reason; takes the place of what was told before
	 */
	public synchronized void staying(String listener, Map<StayReason, Integer> staying) {
		this.counts.put(listener, of(listener).withStaying(staying));
	}

	/**
	 * Connections were closed here, idle or not, in a drain.
	 * @param listener name of the listener that they came from
	 * @param count how many
	 */
	public synchronized void closed(String listener, int count) {
		this.counts.put(listener, of(listener).plusClosed(count));
	}

	/**
	 * Count from the beginning what goes: an earlier successor has died.
	 */
	public synchronized void restart() {
		this.counts.replaceAll((listener, counts) -> new MoveCounts(counts.adopted(), 0, Map.of(), 0));
	}

	/**
	 * Return how many connections have gone to other processes.
	 * @return the number since the beginning, in all handoffs
	 */
	public synchronized long allMoved() {
		return this.allMoved;
	}

	/**
	 * Return what became of the connections in a handoff to a successor.
	 * @return how many there are of each {@link MoveCounts#results() result}, by listener
	 */
	public synchronized Map<String, Map<String, Long>> results() {
		Map<String, Map<String, Long>> results = new TreeMap<>();
		this.counts.forEach((listener, counts) -> results.put(listener, counts.results()));
		return results;
	}

	/**
	 * Return what was counted of a listener.
	 * @param listener its name
	 * @return the counts, zero for a name that was never heard of
	 */
	public synchronized MoveCounts of(String listener) {
		return this.counts.getOrDefault(listener, MoveCounts.NONE);
	}

	/**
	 * Return everything.
	 * @return the counts by the name of the listener
	 */
	public synchronized Map<String, MoveCounts> all() {
		return Map.copyOf(this.counts);
	}

}
