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

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Times the phases of one handoff. Thread safe.
 */
final class PhaseClock {

	private final LongSupplier nanoClock;

	private final Map<String, Duration> phases = new LinkedHashMap<>();

	private @Nullable HandoffPhase current;

	private long startedAt;

	/**
	 * Begin with the first phase.
	 * @param nanoClock monotonic clock in nanoseconds
	 */
	PhaseClock(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
		begin(HandoffPhase.START);
	}

	/**
	 * End the current phase, if there is one, and begin another.
	 * @param phase the phase that begins
	 */
	synchronized void begin(HandoffPhase phase) {
		end();
		this.current = phase;
	}

	/**
	 * End the current phase, the last part of which was another one.
	 * @param phase the other one
	 * @param duration how long it took, zero if there was none
	 */
	synchronized void endAfter(HandoffPhase phase, Duration duration) {
		HandoffPhase whole = this.current;
		end();
		Duration both = (whole != null) ? this.phases.get(whole.id()) : null;
		if (whole != null && both != null && duration.compareTo(Duration.ZERO) > 0 && duration.compareTo(both) <= 0) {
			this.phases.put(whole.id(), both.minus(duration));
			this.phases.put(phase.id(), duration);
		}
	}

	/**
	 * Note a phase that has ended before this clock began.
	 * @param phase the phase
	 * @param duration how long it took
	 */
	synchronized void precede(HandoffPhase phase, Duration duration) {
		Map<String, Duration> later = new LinkedHashMap<>(this.phases);
		this.phases.clear();
		this.phases.put(phase.id(), duration);
		this.phases.putAll(later);
	}

	/**
	 * End the current phase, if there is one.
	 */
	synchronized void end() {
		long now = this.nanoClock.getAsLong();
		if (this.current != null) {
			this.phases.put(this.current.id(), Duration.ofNanos(now - this.startedAt));
		}
		this.current = null;
		this.startedAt = now;
	}

	/**
	 * Return the phases that have ended.
	 * @return their durations by id, in order
	 */
	synchronized Map<String, Duration> phases() {
		return new LinkedHashMap<>(this.phases);
	}

}
