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
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Spread} and {@link Turns}.
 */
class SpreadTests {

	private static final Spread SPREAD = new Spread(Duration.ofSeconds(2));

	private final AtomicLong clock = new AtomicLong(1);

	@ParameterizedTest
	@CsvSource({ "0,0", "20,0", "21,210", "100,1000", "200,2000", "10000,2000" })
	void windowGrowsWithTheNumberUpToTheLongest(int total, long millis) {
		assertThat(SPREAD.window(total)).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "-1,0", "0,1", "500,51", "999,100", "1000,100", "5000,100" })
	void theyAreDueOneAfterTheOther(long elapsed, int due) {
		assertThat(SPREAD.due(100, Duration.ofMillis(elapsed))).isEqualTo(due);
	}

	@Test
	void withoutASpreadAllAreDueAtOnce() {
		assertThat(Spread.NONE.due(10_000, Duration.ZERO)).isEqualTo(10_000);
	}

	@Test
	void turnsAreTakenOnce() {
		Turns turns = new Turns(SPREAD, this.clock::get);
		assertThat(turns.due(100)).isEqualTo(1);
		turns.take(1);
		assertThat(turns.due(99)).isZero();
		this.clock.addAndGet(Duration.ofMillis(500).toNanos());
		assertThat(turns.due(99)).isEqualTo(50);
		turns.take(50);
		this.clock.addAndGet(Duration.ofSeconds(5).toNanos());
		assertThat(turns.due(49)).isEqualTo(49);
		turns.take(49);
		assertThat(turns.taken()).isEqualTo(100);
		assertThat(turns.due(0)).isZero();
	}

	@Test
	void whoComesLateHasATurnToo() {
		Turns turns = new Turns(SPREAD, this.clock::get);
		turns.take(100);
		this.clock.addAndGet(Duration.ofSeconds(3).toNanos());
		assertThat(turns.due(7)).isEqualTo(7);
	}

}
