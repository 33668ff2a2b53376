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
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

/**
 * Tests for {@link PhaseClock}.
 */
class PhaseClockTests {

	private final AtomicLong nanos = new AtomicLong(-50);

	@Test
	void eachPhaseEndsWhereTheNextBegins() {
		PhaseClock clock = new PhaseClock(this.nanos::get);
		assertThat(clock.phases()).isEmpty();
		this.nanos.addAndGet(100);
		clock.begin(HandoffPhase.LISTENERS);
		this.nanos.addAndGet(20);
		clock.begin(HandoffPhase.CUTOVER);
		this.nanos.addAndGet(3);
		clock.end();
		this.nanos.addAndGet(1000);
		clock.end();
		assertThat(clock.phases()).containsExactly(entry("start", Duration.ofNanos(100)),
				entry("listeners", Duration.ofNanos(20)), entry("cutover", Duration.ofNanos(3)));
	}

}
