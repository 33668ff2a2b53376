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

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.RestartOutcome;
import io.gracefulrestart.handoff.HandoffOutcome;
import io.gracefulrestart.handoff.HandoffRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where this process stands in the chain of restarts, and what is remembered of the links
 * before. Thread safe.
 */
final class Chain {

	private static final int REMEMBERED = 10;

	private final Instant startedAt = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

	private final Deque<HandoffRecord> handoffs = new ArrayDeque<>();

	private final Map<HandoffOutcome, Integer> counts = new EnumMap<>(HandoffOutcome.class);

	private final Map<RestartOutcome, Long> restarts = new EnumMap<>(RestartOutcome.class);

	private Instant firstStartedAt = this.startedAt;

	private int generation = 1;

	/**
	 * Become the next link.
	 * @param generation the generation of this process
	 * @param firstStartedAt when generation 1 started
	 * @param history the handoffs before, the oldest first
	 */
	synchronized void follow(int generation, Instant firstStartedAt, Collection<HandoffRecord> history) {
		this.generation = generation;
		this.firstStartedAt = firstStartedAt;
		this.handoffs.clear();
		this.handoffs.addAll(history);
	}

	/**
	 * Remember a handoff that has ended in another way than it seemed to, or has only
	 * now.
	 * @param handoff the handoff
	 */
	synchronized void correct(HandoffRecord handoff) {
		HandoffRecord last = this.handoffs.peekLast();
		if (last != null && last.startedAt().equals(handoff.startedAt())
				&& last.successorPid() == handoff.successorPid()) {
			this.handoffs.removeLast();
			this.counts.merge(last.outcome(), -1, Integer::sum);
		}
		add(handoff);
	}

	/**
	 * Remember a handoff that has ended.
	 * @param handoff the handoff
	 */
	synchronized void add(HandoffRecord handoff) {
		this.handoffs.addLast(handoff);
		while (this.handoffs.size() > REMEMBERED) {
			this.handoffs.removeFirst();
		}
		this.counts.merge(handoff.outcome(), 1, Integer::sum);
	}

	/**
	 * Count a restart whose outcome does not change any more.
	 * @param outcome how it ended
	 */
	synchronized void count(RestartOutcome outcome) {
		this.restarts.merge(outcome, 1L, Long::sum);
	}

	/**
	 * Return how many restarts this process has counted. Each is counted by one process:
	 * by the one that serves after it.
	 * @param outcome how they ended
	 * @return their number, which never falls
	 */
	synchronized long restarts(RestartOutcome outcome) {
		return this.restarts.getOrDefault(outcome, 0L);
	}

	synchronized List<HandoffRecord> handoffs() {
		return new ArrayList<>(this.handoffs);
	}

	synchronized @Nullable HandoffRecord last() {
		return this.handoffs.peekLast();
	}

	/**
	 * Count the handoffs in which this process took part.
	 * @param outcome how they ended
	 * @return their number
	 */
	synchronized int count(HandoffOutcome outcome) {
		return this.counts.getOrDefault(outcome, 0);
	}

	synchronized int generation() {
		return this.generation;
	}

	Instant startedAt() {
		return this.startedAt;
	}

	synchronized Instant firstStartedAt() {
		return this.firstStartedAt;
	}

}
