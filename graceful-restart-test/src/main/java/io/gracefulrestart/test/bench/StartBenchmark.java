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

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.test.bench.Subject.Running;
import io.gracefulrestart.test.bench.Subject.Variant;

/**
 * What graceful restart adds to the time from the start of the JVM until the application
 * is ready, in pairs, since the machine is never quiet.
 */
final class StartBenchmark implements Benchmark {

	private static final int PAIRS = 9;

	private static final Pattern STARTED = Pattern.compile("process running for ([0-9.]+)");

	private final Subject subject;

	StartBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return "from the start of the JVM until the application is ready, with graceful restart and without, in turn";
	}

	@Override
	public List<String> run() {
		// The first ones read files that are not in the page cache yet.
		start(Variant.PLAIN);
		start(Variant.GRACEFUL);
		double[] plain = new double[PAIRS];
		double[] graceful = new double[PAIRS];
		double[] difference = new double[PAIRS];
		for (int i = 0; i < PAIRS; i++) {
			plain[i] = start(Variant.PLAIN);
			graceful[i] = start(Variant.GRACEFUL);
			difference[i] = graceful[i] - plain[i];
		}
		return List.of("plain    " + new Samples(plain).describe("ms"),
				"graceful " + new Samples(graceful).describe("ms"),
				"added    " + new Samples(difference).describe("ms"));
	}

	private double start(Variant variant) {
		try (Running running = this.subject.start(variant)) {
			String line = running.process().awaitLine(STARTED.pattern(), Subject.PATIENCE);
			Matcher matcher = STARTED.matcher(line);
			if (!matcher.find()) {
				throw new IllegalStateException("No start-up time in: " + line);
			}
			return Double.parseDouble(matcher.group(1)) * 1000;
		}
	}

}
