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
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.test.bench.Subject.Running;
import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadFigures;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;

/**
 * Throughput and latency when nothing is restarted, with graceful restart and without:
 * two processes, loaded in turn.
 */
final class SteadyBenchmark implements Benchmark {

	private static final int ROUNDS = 15;

	private static final Duration WARM_UP = Duration.ofSeconds(20);

	private static final Duration ROUND = Duration.ofSeconds(4);

	private static final int CLIENTS = 8;

	private final Subject subject;

	SteadyBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return CLIENTS + " kept-alive connections back to back at /whoami, " + ROUNDS + " rounds of "
				+ ROUND.toSeconds() + " s each, in turn";
	}

	@Override
	public List<String> run() throws InterruptedException {
		double[] throughput = new double[ROUNDS];
		double[] p50 = new double[ROUNDS];
		double[] p99 = new double[ROUNDS];
		try (Running plain = this.subject.start(Variant.PLAIN);
				Running graceful = this.subject.start(Variant.GRACEFUL)) {
			load(plain, WARM_UP);
			load(graceful, WARM_UP);
			for (int i = 0; i < ROUNDS; i++) {
				// Each goes first every other time, so that a drift favours neither.
				boolean plainFirst = i % 2 == 0;
				LoadFigures first = load(plainFirst ? plain : graceful, ROUND);
				LoadFigures second = load(plainFirst ? graceful : plain, ROUND);
				LoadFigures without = plainFirst ? first : second;
				LoadFigures with = plainFirst ? second : first;
				throughput[i] = with.requestsPerSecond() / without.requestsPerSecond();
				p50[i] = ratio(with.latencies().p50(), without.latencies().p50());
				p99[i] = ratio(with.latencies().p99(), without.latencies().p99());
			}
		}
		return List.of("throughput, graceful / plain  " + new Samples(throughput).describeRatio(),
				"p50 latency, graceful / plain " + new Samples(p50).describeRatio(),
				"p99 latency, graceful / plain " + new Samples(p99).describeRatio());
	}

	private static double ratio(Duration one, Duration other) {
		return (double) one.toNanos() / other.toNanos();
	}

	private static LoadFigures load(Running running, Duration duration) throws InterruptedException {
		try (Load load = LoadPlan.against("127.0.0.1", running.port())
			.clients(CLIENTS, LoadPattern.keepAlive())
			.start()) {
			LockSupport.parkNanos(duration.toNanos());
			LoadFigures figures = load.stop().figures();
			if (figures.failed() > 0) {
				throw new IllegalStateException("Requests failed: " + figures);
			}
			return figures;
		}
	}

}
