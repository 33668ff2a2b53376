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

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How a drain ended.
 *
 * @param ending why it ended
 * @param duration how long it took
 * @param fates what became of what there was, counted by kind; what did not occur is
 * absent
 * @param closed the connections and requests that were closed or cut, by the name of
 * their workload; names without any are absent
 * @param forced what was cut, the oldest first
 * @since 0.1.0
 */
public record DrainOutcome(Ending ending, Duration duration, Map<Unfinished.Kind, Map<Fate, Long>> fates,
		Map<String, Integer> closed, List<Unfinished> forced) {

	public DrainOutcome {
		Map<Unfinished.Kind, Map<Fate, Long>> copy = new EnumMap<>(Unfinished.Kind.class);
		fates.forEach((kind, counts) -> copy.put(kind, Collections.unmodifiableMap(new EnumMap<>(counts))));
		fates = Collections.unmodifiableMap(copy);
		closed = Map.copyOf(closed);
		forced = List.copyOf(forced);
	}

	/**
	 * Return how many of a kind had a fate.
	 * @param kind the kind
	 * @param fate the fate
	 * @return their number
	 */
	public long count(Unfinished.Kind kind, Fate fate) {
		return this.fates.getOrDefault(kind, Map.of()).getOrDefault(fate, 0L);
	}

	/**
	 * Return the requests that got their whole response, streams not included.
	 * @return their number
	 */
	public long completed() {
		return count(Unfinished.Kind.REQUEST, Fate.COMPLETED);
	}

	/**
	 * Return the connections that went to another process.
	 * @return their number
	 */
	public int moved() {
		return (int) count(Unfinished.Kind.CONNECTION, Fate.MOVED);
	}

	/**
	 * Return the idle connections closed after their grace.
	 * @return their number
	 */
	public int idleClosed() {
		return (int) count(Unfinished.Kind.CONNECTION, Fate.CLOSED);
	}

	/**
	 * Return what was cut, counted by kind.
	 * @return the counts; kinds that did not occur are absent
	 */
	public Map<Unfinished.Kind, Integer> forcedByKind() {
		Map<Unfinished.Kind, Integer> counts = new EnumMap<>(Unfinished.Kind.class);
		this.forced.forEach((unfinished) -> counts.merge(unfinished.kind(), 1, Integer::sum));
		return counts;
	}

	/**
	 * Ways for a drain to end.
	 */
	public enum Ending {

		/**
		 * Everything was finished.
		 */
		COMPLETE,

		/**
		 * The deadline passed; what was left was cut.
		 */
		DEADLINE,

		/**
		 * A second signal ended it; what was left was cut.
		 */
		ABORTED,

		/**
		 * The process goes back to serving; nothing was cut.
		 */
		CALLED_OFF

	}

}
