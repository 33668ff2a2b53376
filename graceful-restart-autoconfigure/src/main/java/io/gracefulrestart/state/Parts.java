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

package io.gracefulrestart.state;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.gracefulrestart.state.StateLink.Neighbour;
import org.jspecify.annotations.Nullable;

/**
 * What other processes have counted: the predecessor, and successors that have given
 * back. Always added in the same order, so that the sum does not fall by the last bit,
 * which whoever watches it would take for a restart from zero. Thread safe.
 */
final class Parts {

	// A version's number among the labels would be carried for ever.
	private static final int MAXIMUM_IDLE = 10;

	private final Map<Series, Amount> inherited = new HashMap<>();

	// Before the predecessor has told everything: less than what it has shown since.
	private final Map<Series, Amount> early = new HashMap<>();

	private boolean begun;

	private final Map<StateLink, Map<Series, Amount>> returned = new LinkedHashMap<>();

	/**
	 * Take what another process tells of its part.
	 * @param link the link to the process
	 * @param changed what has changed of its part
	 */
	synchronized void put(StateLink link, Map<Series, Amount> changed) {
		if (link.neighbour() == Neighbour.PREDECESSOR) {
			(this.begun ? this.inherited : this.early).putAll(changed);
		}
		else {
			this.returned.computeIfAbsent(link, (added) -> new HashMap<>()).putAll(changed);
		}
	}

	/**
	 * The predecessor has told all that there is: from now on it counts.
	 */
	synchronized void begin() {
		this.begun = true;
		this.inherited.putAll(this.early);
		this.early.clear();
	}

	/**
	 * If the predecessor has not told all that there is, forget what it has told.
	 * @param link the link to a process that has gone
	 */
	synchronized void forgetEarly(StateLink link) {
		if (link.neighbour() == Neighbour.PREDECESSOR) {
			this.early.clear();
		}
	}

	synchronized boolean isEmpty() {
		return this.inherited.isEmpty() && this.returned.isEmpty();
	}

	synchronized Map<Series, Amount> total(Map<Series, Amount> own) {
		return withReturned(withInherited(own), null);
	}

	private Map<Series, Amount> withInherited(Map<Series, Amount> own) {
		Map<Series, Amount> total = new HashMap<>(this.inherited);
		own.forEach((series, amount) -> add(total, series, amount));
		return total;
	}

	synchronized Amount total(Series series, Amount own) {
		Amount earlier = this.inherited.get(series);
		Amount total = (earlier != null) ? earlier.plus(own) : own;
		for (Map<Series, Amount> part : this.returned.values()) {
			Amount later = part.get(series);
			total = (later != null) ? plus(total, later) : total;
		}
		return total;
	}

	/**
	 * Add what is inherited, for the next generation to go on with.
	 * @param own what was counted here
	 * @param link the link to it. What it has given back is its own part, which it adds
	 * itself
	 * @return all, but for what nobody has counted for many generations
	 */
	synchronized Map<Series, Amount> passedOn(Map<Series, Amount> own, StateLink link) {
		Map<Series, Amount> total = withReturned(withInherited(own), link);
		this.inherited.forEach((series, amount) -> {
			if (!own.containsKey(series)
					&& this.returned.values().stream().noneMatch((part) -> part.containsKey(series))) {
				total.compute(series, (same, idle) -> (amount.idle() < MAXIMUM_IDLE) ? amount.passedOn() : null);
			}
		});
		return total;
	}

	/**
	 * Add what successors have given back.
	 * @param own what was counted here
	 * @return both together
	 */
	synchronized Map<Series, Amount> returned(Map<Series, Amount> own) {
		return withReturned(new HashMap<>(own), null);
	}

	private Map<Series, Amount> withReturned(Map<Series, Amount> total, @Nullable StateLink but) {
		this.returned.forEach((link, part) -> {
			if (!link.equals(but)) {
				part.forEach((series, amount) -> total.merge(series, amount, Parts::plus));
			}
		});
		return total;
	}

	private static void add(Map<Series, Amount> total, Series series, Amount own) {
		total.merge(series, own, Amount::plus);
	}

	// The own kind is the one that counts.
	private static Amount plus(Amount own, Amount later) {
		Amount fitting = later.as(own.kind(), own.bounds());
		return (fitting != null) ? own.plus(fitting) : own;
	}

}
