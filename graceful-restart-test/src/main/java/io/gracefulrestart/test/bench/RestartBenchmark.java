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
import java.util.List;
import java.util.Locale;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.restart.HandoffReport;
import io.gracefulrestart.test.restart.Restart;
import io.gracefulrestart.test.restart.RestartScenario;
import io.gracefulrestart.test.restart.Restarter;
import io.gracefulrestart.test.restart.ScenarioResult;

/**
 * What a restart costs: from READY to the successor's first accept, and latency during
 * restarts against steady, under a paced load.
 */
final class RestartBenchmark implements Benchmark {

	private static final int RESTARTS = 10;

	private final Subject subject;

	RestartBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return RESTARTS
				+ " restarts under 20 kept-alive connections of 10 requests a second each and 100 new connections a second";
	}

	@Override
	public List<String> run() throws Exception {
		int port = FreePort.next();
		var launcher = this.subject.launcher(Variant.GRACEFUL, port);
		ScenarioResult result = RestartScenario.of(launcher, "127.0.0.1", port)
			.restarter(Restarter.of(launcher, "127.0.0.1", port).timeout(Subject.PATIENCE))
			.restarts(RESTARTS)
			.steady(Duration.ofSeconds(5))
			.run(LoadPlan.against("127.0.0.1", port)
				.clients(20, LoadPattern.keepAlive("/whoami", Pace.perSecond(10)))
				.clients(10, LoadPattern.newConnection("/whoami", Pace.perSecond(10))));
		if (!result.isFlawless()) {
			throw new IllegalStateException("A client could tell: " + result.describe());
		}
		List<String> lines = new ArrayList<>();
		lines.add("requests " + result.load().requests() + ", failed " + result.load().failed() + ", replaced "
				+ result.restarts().stream().filter(Restart::isReplaced).count() + " of " + RESTARTS);
		lines.add("READY to first accept "
				+ Samples.of(result.restarts().stream().mapToDouble(RestartBenchmark::cutover)).describe("ms"));
		LoadFigures steady = result.steady();
		lines.add(describe("steady           ", steady));
		for (int i = 0; i < result.restarts().size(); i++) {
			lines.add(describe("during restart " + (i + 1) + " ", result.figures(i)));
		}
		double[] ratios = new double[result.restarts().size()];
		for (int i = 0; i < ratios.length; i++) {
			ratios[i] = (double) result.figures(i).latencies().p99().toNanos() / steady.latencies().p99().toNanos();
		}
		lines.add("p99, during / steady " + new Samples(ratios).describeRatio());
		return lines;
	}

	// What lies between the decision and the open gate: the predecessor stops, the gate
	// opens.
	private static double cutover(Restart restart) {
		HandoffReport report = restart.handoff();
		if (report == null) {
			throw new IllegalStateException("Restart has no report: " + restart);
		}
		return milliseconds(report, "listeners") + milliseconds(report, "cutover");
	}

	private static double milliseconds(HandoffReport report, String phase) {
		return report.phase(phase).toNanos() / 1e6;
	}

	private static String describe(String what, LoadFigures figures) {
		return String.format(Locale.ROOT, "%s p50 %.1f ms, p99 %.1f ms, max %.1f ms, longest gap %.1f ms", what,
				figures.latencies().p50().toNanos() / 1e6, figures.latencies().p99().toNanos() / 1e6,
				figures.latencies().max().toNanos() / 1e6, figures.longestGap().toNanos() / 1e6);
	}

}
