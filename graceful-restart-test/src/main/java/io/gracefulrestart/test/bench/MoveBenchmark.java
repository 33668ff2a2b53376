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

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.restart.Restart;
import io.gracefulrestart.test.restart.RestartScenario;
import io.gracefulrestart.test.restart.Restarter;
import io.gracefulrestart.test.restart.ScenarioResult;
import org.jspecify.annotations.Nullable;

/**
 * What it costs to move established connections, and what their clients notice.
 */
final class MoveBenchmark implements Benchmark {

	private static final int CONNECTIONS = 10_000;

	private static final int RESTARTS = 2;

	// So few that two cold processes can answer them: their queue is not what is
	// measured.
	private static final int CLIENTS = 20;

	private static final Duration INTERVAL = Duration.ofMillis(100);

	private static final int BARE_RUNS = 5;

	// A tenth more than the connections, as the successor prepares, and the rest of it.
	private static final int DESCRIPTORS = CONNECTIONS + CONNECTIONS / 10 + 1000;

	private final Subject subject;

	MoveBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return String.format(Locale.ROOT,
				"%d idle kept-alive connections over %d restarts, and again with %d more that ask every %d ms",
				CONNECTIONS, RESTARTS, CLIENTS, INTERVAL.toMillis());
	}

	@Override
	public List<String> run() throws Exception {
		long limit = DescriptorLimit.current();
		if (limit < DESCRIPTORS) {
			return List.of("skipped: each process needs " + DESCRIPTORS + " descriptors and may have " + limit
					+ "; run 'ulimit -n " + DESCRIPTORS + "' first, as root if 'ulimit -Hn' is lower");
		}
		BareMove program = BareMove.compile(this.subject.directory());
		List<String> lines = new ArrayList<>();
		// Before and after, since the machine may be busy with something else at times.
		DoubleStream.Builder bare = DoubleStream.builder();
		run(program, bare);
		Samples alone = alone(lines);
		run(program, bare);
		lines.addAll(compare(alone, (program != null) ? Samples.of(bare.build()) : null));
		asked(lines);
		return lines;
	}

	private static void run(@Nullable BareMove program, DoubleStream.Builder results)
			throws IOException, InterruptedException {
		for (int i = 0; program != null && i < BARE_RUNS; i++) {
			results.add(program.run(CONNECTIONS));
		}
	}

	private Samples alone(List<String> lines) throws Exception {
		int port = FreePort.next();
		try (IdleConnections idle = new IdleConnections(port, CONNECTIONS)) {
			restart(port, idle, 0);
			lines.add("nobody asks: " + idle.describe());
			lines.addAll(idle.warnings());
			return idle.microseconds();
		}
	}

	private static List<String> compare(Samples alone, @Nullable Samples bare) {
		List<String> lines = new ArrayList<>();
		lines.add("  a connection, both sides together " + alone.describe("us"));
		if (bare == null) {
			lines.add("  a connection, bare system calls   unknown: there is neither cc nor gcc");
		}
		else {
			lines.add("  a connection, bare system calls   " + bare.describe("us"));
			lines.add(String.format(Locale.ROOT, "  ratio of the medians              %.1f",
					alone.median() / bare.median()));
		}
		return lines;
	}

	private void asked(List<String> lines) throws Exception {
		int port = FreePort.next();
		try (IdleConnections idle = new IdleConnections(port, CONNECTIONS)) {
			ScenarioResult result = restart(port, idle, CLIENTS);
			LoadFigures all = result.load().figures();
			lines.add(String.format(Locale.ROOT, "%d more ask: %s; of those that ask closed %d", CLIENTS,
					idle.describe(), all.ending(ConnectionEnding.CLOSED_WITH_WARNING)
							+ all.ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)));
			lines.addAll(idle.warnings());
			lines.add("  a connection, both sides together " + idle.microseconds().describe("us"));
			lines.add("  longest answer, steady            " + longest(result.steady()));
			for (int i = 0; i < idle.handoffs().size(); i++) {
				lines.add("  longest answer, in handoff " + (i + 1) + "      "
						+ longest(result.load().figures(idle.handoffs().get(i))));
			}
		}
	}

	private ScenarioResult restart(int port, IdleConnections idle, int clients) throws Exception {
		// Each connection has 16 KiB of buffers in Tomcat.
		var launcher = this.subject.launcher(Variant.GRACEFUL, port)
			.jvmArguments("-Xms1g", "-Xmx1g")
			.arguments("--server.tomcat.max-connections=" + 2 * CONNECTIONS, "--server.tomcat.keep-alive-timeout=10m",
					"--server.tomcat.max-keep-alive-requests=-1");
		LoadPlan plan = LoadPlan.against("127.0.0.1", port)
			.clients(clients, LoadPattern.keepAlive("/whoami", new Pace(INTERVAL)));
		ScenarioResult result = RestartScenario.of(launcher, "127.0.0.1", port)
			.restarter(Restarter.of(launcher, "127.0.0.1", port).timeout(Subject.PATIENCE))
			.restarts(RESTARTS)
			.requests(0)
			.steady(Duration.ofSeconds(5))
			.warmUp(Duration.ofSeconds(5))
			.listener(idle)
			.run(plan);
		if (result.load().failed() > 0 || !result.restarts().stream().allMatch(Restart::isReplaced)) {
			throw new IllegalStateException("Requests or restarts failed: " + result.describe());
		}
		return result;
	}

	private static String longest(LoadFigures figures) {
		return String.format(Locale.ROOT, "%.1f ms (p50 %.1f ms, p99 %.1f ms, %d requests, no answer for %.1f ms)",
				milliseconds(figures.latencies().max()), milliseconds(figures.latencies().p50()),
				milliseconds(figures.latencies().p99()), figures.requests(), milliseconds(figures.longestGap()));
	}

	private static double milliseconds(Duration duration) {
		return duration.toNanos() / 1e6;
	}

}
