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

package io.gracefulrestart.drain;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.drain.Unfinished.Kind;

/**
 * Counts what becomes of what a drain finds.
 */
final class Fates {

	private final Map<Kind, Map<Fate, Long>> counts = new EnumMap<>(Kind.class);

	void add(Kind kind, Fate fate, long more) {
		if (more > 0) {
			this.counts.computeIfAbsent(kind, (unused) -> new EnumMap<>(Fate.class)).merge(fate, more, Long::sum);
		}
	}

	void cut(List<Unfinished> forced) {
		forced.forEach((unfinished) -> add(unfinished.kind(), Fate.CUT, 1));
	}

	/**
	 * Note that the others of a kind have gone by themselves.
	 * @param kind the kind
	 * @param found how many there were
	 * @param left how many are still there
	 */
	void othersLeft(Kind kind, int found, int left) {
		long accounted = this.counts.getOrDefault(kind, Map.of()).values().stream().mapToLong(Long::longValue).sum();
		add(kind, Fate.LEFT, found - accounted - left);
	}

	Map<Kind, Map<Fate, Long>> all() {
		return this.counts;
	}

}
