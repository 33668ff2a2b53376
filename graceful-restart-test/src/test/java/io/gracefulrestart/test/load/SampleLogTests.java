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

package io.gracefulrestart.test.load;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SampleLog}.
 */
class SampleLogTests {

	private final SampleLog log = new SampleLog();

	@Test
	void sampleIsReadAsItWasWritten() {
		long latency = TimeUnit.HOURS.toNanos(24);
		this.log.add(Long.MAX_VALUE, latency, Outcome.MALFORMED, 0xffff);
		long[] copy = this.log.copy();
		assertThat(copy).hasSize(SampleLog.WIDTH);
		assertThat(copy[0]).isEqualTo(Long.MAX_VALUE);
		assertThat(SampleLog.outcome(copy[1])).isEqualTo(Outcome.MALFORMED);
		assertThat(SampleLog.answerer(copy[1])).isEqualTo(0xffff);
		assertThat(SampleLog.latencyMicros(copy[1])).isEqualTo(TimeUnit.NANOSECONDS.toMicros(latency));
	}

	@Test
	void samplesOfManyChunksKeepTheirOrder() {
		int count = 10_000;
		for (int i = 0; i < count; i++) {
			this.log.add(i, 0, (i % 10 != 0) ? Outcome.OK : Outcome.RESET_IN_RESPONSE, i % 3);
		}
		long[] copy = this.log.copy();
		for (int i = 0; i < count; i++) {
			assertThat(copy[i * SampleLog.WIDTH]).isEqualTo(i);
		}
		assertThat(this.log.count()).isEqualTo(count);
		assertThat(this.log.failures()).isEqualTo(count / 10);
		assertThat(this.log.lastAnswerer()).isEqualTo((count - 1) % 3);
	}

	@Test
	void emptyLogHasNothing() {
		assertThat(this.log.copy()).isEmpty();
		assertThat(this.log.lastAnswerer()).isZero();
	}

}
