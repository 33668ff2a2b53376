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

import io.gracefulrestart.test.bench.Subject.Running;
import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;

/**
 * Heap after a full collection and threads, with graceful restart and without, after the
 * same requests.
 */
final class FootprintBenchmark implements Benchmark {

	private static final int RUNS = 3;

	private final Subject subject;

	FootprintBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return "heap after a full collection, threads and resident memory, after the same 2,000 requests";
	}

	@Override
	public List<String> run() throws Exception {
		double[] heap = new double[RUNS];
		double[] threads = new double[RUNS];
		double[] resident = new double[RUNS];
		for (int i = 0; i < RUNS; i++) {
			Figures plain = measure(Variant.PLAIN);
			Figures graceful = measure(Variant.GRACEFUL);
			heap[i] = graceful.heapMegabytes - plain.heapMegabytes;
			threads[i] = graceful.threads - plain.threads;
			resident[i] = graceful.residentMegabytes - plain.residentMegabytes;
		}
		return List.of("heap added     " + new Samples(heap).describe("MiB"),
				"threads added  " + new Samples(threads).describe("threads"),
				"resident added " + new Samples(resident).describe("MiB"));
	}

	private Figures measure(Variant variant) throws Exception {
		try (Running running = this.subject.start(variant)) {
			try (Load load = LoadPlan.against("127.0.0.1", running.port())
				.clients(4, LoadPattern.keepAlive())
				.start()) {
				load.awaitRequests(2000, Subject.PATIENCE);
				load.stop();
			}
			double heap = new Heap(this.subject, running.process().pid()).afterCollection();
			return new Figures(heap, running.process().threads(),
					running.process().observe().residentBytes() / 1048576.0);
		}
	}

	/**
	 * What one process takes.
	 */
	private record Figures(double heapMegabytes, double threads, double residentMegabytes) {

	}

}
