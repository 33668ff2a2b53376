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

import java.time.Duration;
import java.util.List;
import java.util.Locale;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.process.FreePort;

/**
 * What it takes to carry meters: how much longer a successor that is ready waits before
 * its predecessor stops accepting, which serves on meanwhile.
 */
final class MetersBenchmark implements Benchmark {

	private static final int RESTARTS = 10;

	private static final int METERS = 10_000;

	private final Subject subject;

	MetersBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return RESTARTS + " restarts with " + METERS + " more meters, half of them timers, and as many without";
	}

	@Override
	public List<String> run() throws Exception {
		double[] without = new double[RESTARTS];
		double[] with = new double[RESTARTS];
		double[] cutoverWithout = new double[RESTARTS];
		double[] cutoverWith = new double[RESTARTS];
		measure(0, without, cutoverWithout);
		measure(METERS, with, cutoverWith);
		Samples statesWith = new Samples(with);
		Samples statesWithout = new Samples(without);
		return List.of("state, with       " + statesWith.describe("ms"),
				"state, without    " + statesWithout.describe("ms"),
				String.format(Locale.ROOT, "difference of the medians %.1f ms (aim 100 ms)",
						statesWith.median() - statesWithout.median()),
				"cutover, with     " + new Samples(cutoverWith).describe("ms"),
				"cutover, without  " + new Samples(cutoverWithout).describe("ms"));
	}

	private void measure(int meters, double[] states, double[] cutovers) throws Exception {
		int port = FreePort.next();
		try (var first = this.subject.launcher(Variant.GRACEFUL, port)
			.arguments("--sample.meters=" + meters)
			.start()
			.awaitReady(Subject.PATIENCE)) {
			for (int i = 0; i < RESTARTS; i++) {
				RestartPost.Answer answer = RestartPost.restart(port, "probation");
				if (answer.status() != 200) {
					throw new IllegalStateException("The restart that " + first + " began with: " + answer);
				}
				states[i] = answer.phases().getOrDefault("state", Duration.ZERO).toNanos() / 1e6;
				cutovers[i] = answer.phases().getOrDefault("cutover", Duration.ZERO).toNanos() / 1e6;
			}
		}
	}

}
