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

package io.gracefulrestart.test.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Figures of one thing, measured several times.
 */
final class Samples {

	private final double[] values;

	Samples(double... values) {
		this.values = values.clone();
	}

	static Samples of(DoubleStream values) {
		return new Samples(values.toArray());
	}

	double median() {
		double[] sorted = this.values.clone();
		Arrays.sort(sorted);
		int middle = sorted.length / 2;
		return (sorted.length % 2 != 0) ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
	}

	double max() {
		return Arrays.stream(this.values).max().orElse(0);
	}

	double min() {
		return Arrays.stream(this.values).min().orElse(0);
	}

	String describe(String unit) {
		return String.format(Locale.ROOT, "median %.1f %s (%.1f to %.1f, %d runs)", median(), unit, min(), max(),
				this.values.length);
	}

	String describeRatio() {
		return String.format(Locale.ROOT, "median %.3f (%.3f to %.3f, %d pairs)", median(), min(), max(),
				this.values.length);
	}

}
