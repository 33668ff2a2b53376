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

import io.gracefulrestart.test.bench.Knocking.Knock;
import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;

/**
 * How long nobody is served when a successor is killed on probation, while its
 * predecessor stands by.
 */
final class ReturnBenchmark implements Benchmark {

	private static final int ROUNDS = 20;

	private static final Duration BEFORE = Duration.ofMillis(300);

	private final Subject subject;

	ReturnBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return ROUNDS + " times SIGKILL to a successor on probation, under clients that connect all the time";
	}

	@Override
	public List<String> run() {
		List<String> lines = new ArrayList<>(measure("successor as it is", "-Xms256m"));
		lines.addAll(measure("successor with 512 MiB of heap in use", "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"));
		return lines;
	}

	private List<String> measure(String what, String... jvmArguments) {
		int port = FreePort.next();
		ApplicationLauncher launcher = this.subject.launcher(Variant.GRACEFUL, port)
			// Forty starts.
			.jvmArguments("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
			.arguments("--graceful-restart.handoff.probation=60s");
		double[] accepts = new double[ROUNDS];
		double[] waits = new double[ROUNDS];
		int failed = 0;
		try (ApplicationProcess predecessor = launcher.start().awaitReady(Subject.PATIENCE)) {
			for (int i = 0; i < ROUNDS; i++) {
				try (ApplicationProcess successor = launcher.jvmArguments(jvmArguments).start()) {
					successor.awaitLine("Generation 2 serving", Subject.PATIENCE);
					awaitStandby(predecessor, i + 1);
					Round round = kill(successor, predecessor.pid(), port);
					accepts[i] = round.accepts;
					waits[i] = round.waits;
					failed += round.failed;
				}
			}
		}
		return List.of(what + ":",
				"  from the kill to the first answer by the predecessor " + new Samples(accepts).describe("ms")
						+ " (aim 50 ms until it accepts)",
				"  longest wait of a client that was served " + new Samples(waits).describe("ms"),
				"  failed, which the killed process had accepted: " + failed);
	}

	private static void awaitStandby(ApplicationProcess predecessor, int times) {
		long deadline = System.nanoTime() + Subject.PATIENCE.toNanos();
		while (predecessor.output().stream().filter((line) -> line.contains("Standing by until")).count() < times) {
			if (System.nanoTime() - deadline > 0) {
				throw new IllegalStateException(predecessor + " does not stand by");
			}
			Thread.onSpinWait();
		}
	}

	private static Round kill(ApplicationProcess successor, long predecessor, int port) {
		try (Knocking clients = new Knocking(port)) {
			clients.awaitAnswer(successor.pid(), System.nanoTime() + BEFORE.toNanos());
			long killed = System.nanoTime();
			// Not by a program that sends it, which has to start first.
			ProcessHandle.of(successor.pid()).ifPresent(ProcessHandle::destroyForcibly);
			clients.awaitAnswer(predecessor, killed);
			List<Knock> after = clients.knocks().stream().filter((knock) -> knock.end() - killed > 0).toList();
			long accepted = after.stream()
				.filter((knock) -> knock.pid() == predecessor)
				.mapToLong((knock) -> knock.end() - killed)
				.min()
				.orElseThrow();
			long waited = after.stream()
				.filter((knock) -> knock.pid() != Knock.FAILED)
				.mapToLong((knock) -> knock.end() - knock.begin())
				.max()
				.orElseThrow();
			int failed = (int) after.stream().filter((knock) -> knock.pid() == Knock.FAILED).count();
			return new Round(accepted / 1e6, waited / 1e6, failed);
		}
	}

	private record Round(double accepts, double waits, int failed) {

	}

}
