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

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import org.HdrHistogram.Histogram;

/**
 * Latencies of requests that were answered properly, from the time at which they should
 * have been sent, to three significant digits.
 *
 * @param count number of requests
 * @param p50 half of them were at most as slow as this
 * @param p99 99 in 100 were at most as slow as this
 * @param max the slowest
 */
public record Latencies(long count, Duration p50, Duration p99, Duration max) {

	private static final int DIGITS = 3;

	static Histogram newHistogram() {
		return new Histogram(DIGITS);
	}

	/**
	 * Summarize.
	 * @param micros latencies in microseconds
	 * @return the summary; all zero if there are none
	 */
	static Latencies of(Histogram micros) {
		return new Latencies(micros.getTotalCount(), micros(micros.getValueAtPercentile(50)),
				micros(micros.getValueAtPercentile(99)), micros(micros.getMaxValue()));
	}

	private static Duration micros(long value) {
		return Duration.of(value, ChronoUnit.MICROS);
	}

}
