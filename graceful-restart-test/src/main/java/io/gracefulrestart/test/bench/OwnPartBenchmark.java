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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.process.FreePort;

/**
 * What a restart takes beside the start of a JVM and an application, when there is no
 * connection but that of the POST.
 */
final class OwnPartBenchmark implements Benchmark {

	private static final int RESTARTS = 10;

	private static final List<String> OWN = List.of("state", "listeners", "cutover", "connections", "drain");

	private final Subject subject;

	OwnPartBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return RESTARTS + " restarts by POST without other connections: the phases of the answer";
	}

	@Override
	public List<String> run() throws Exception {
		int port = FreePort.next();
		Map<String, double[]> all = new LinkedHashMap<>();
		double[] own = new double[RESTARTS];
		try (var first = this.subject.launcher(Variant.GRACEFUL, port).start().awaitReady(Subject.PATIENCE)) {
			for (int i = 0; i < RESTARTS; i++) {
				RestartPost.Answer answer = RestartPost.restart(port, "probation");
				if (answer.status() != 200) {
					throw new IllegalStateException("The restart that " + first + " began with: " + answer);
				}
				for (Map.Entry<String, Duration> phase : answer.phases().entrySet()) {
					double took = phase.getValue().toNanos() / 1e6;
					all.computeIfAbsent(phase.getKey(), (name) -> new double[RESTARTS])[i] = took;
					own[i] += OWN.contains(phase.getKey()) ? took : 0;
				}
			}
		}
		List<String> lines = new ArrayList<>();
		lines.add(String.join(" + ", OWN) + "  " + new Samples(own).describe("ms") + " (aim 50 ms)");
		all.forEach((phase, samples) -> lines.add("  " + phase + "  " + new Samples(samples).describe("ms")));
		return lines;
	}

}
