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
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.HttpConnection;
import io.gracefulrestart.test.load.RequestFailedException;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ObservedProcess;

/**
 * Three generations with sessions, the first of which creates them: what their two
 * restarts took, and the processes' memory over the first.
 *
 * @param first the first restart, of a process that has objects in all sessions
 * @param second the second one, of a process in which hardly any was used
 * @param bytes bytes that all sessions were on the way
 * @param predecessor memory of the first process
 * @param successor memory of the second process
 */
record SessionChain(Step first, Step second, long bytes, Memory predecessor, Memory successor) {

	/** So many are none. */
	static final int FEW = 100;

	// Answers after a cutover of which the longest is looked for.
	private static final int AFTER = 100;

	// Requests of each of the two that are warm before what is measured.
	private static final int REQUESTS = 2000;

	private static final Pattern COPIED = Pattern
		.compile("(\\d+) sessions copied to the successor: (\\d+) KiB while it started, then \\d+ of them, (\\d+) KiB");

	private static final Pattern ACTIVE = Pattern.compile("\"value\":([0-9.E]+)");

	/**
	 * Let it happen.
	 * @param subject the application
	 * @param sessions how many sessions
	 * @return what was measured
	 */
	static SessionChain run(Subject subject, int sessions) throws Exception {
		int port = FreePort.next();
		try (ApplicationProcess process = subject.launcher(Variant.GRACEFUL, port)
			.jvmArguments("-Xms2g", "-Xmx2g", Heap.logged(subject))
			.arguments("--sample.sessions=" + sessions, "--graceful-restart.handoff.probation=2m",
					"--logging.level.io.gracefulrestart.session.Copying=debug")
			.readyLine("Generation 1 serving")
			.start()
			.awaitReady(Subject.PATIENCE); SessionClients clients = new SessionClients(port, sessions)) {
			clients.await(REQUESTS);
			Heap heap = new Heap(subject, process.pid());
			double before = heap.afterCollection();
			int collections = heap.collections().size();
			double resident = megabytes(process.observe().restartPeak());
			Step first = Step.restart(port, clients);
			process.awaitLine("Standing by until", Subject.PATIENCE);
			Memory predecessor = new Memory(before,
					heap.collections().stream().skip(collections).mapToDouble(Double::doubleValue).max().orElse(before),
					resident, megabytes(process.observe().peakResidentBytes()));
			ObservedProcess next = successor(port);
			double peak = megabytes(next.peakResidentBytes());
			double holds = new Heap(subject, next.pid()).afterCollection();
			check(port, sessions);
			clients.await(REQUESTS);
			Step second = Step.restart(port, clients);
			clients.await(REQUESTS);
			check(port, sessions);
			return new SessionChain(first, second, bytes(process, sessions), predecessor,
					new Memory(0, holds, 0, peak));
		}
	}

	// All of them are there, and belong to who serves.
	private static void check(int port, int sessions) throws RequestFailedException {
		Matcher active = ACTIVE.matcher(HttpConnection
			.get("127.0.0.1", port, "/actuator/metrics/tomcat.sessions.active.current", Subject.PATIENCE)
			.text());
		if (!active.find() || (int) Double.parseDouble(active.group(1)) != sessions) {
			throw new IllegalStateException("There should be " + sessions + " sessions: " + active);
		}
	}

	private static ObservedProcess successor(int port) throws RequestFailedException {
		return new ObservedProcess(HttpConnection.get("127.0.0.1", port, "/whoami", Subject.PATIENCE).answerer().pid());
	}

	private static long bytes(ApplicationProcess process, int sessions) {
		Matcher copied = COPIED.matcher(process.awaitLine(COPIED.pattern(), Subject.PATIENCE));
		if (!copied.find() || Integer.parseInt(copied.group(1)) != sessions) {
			throw new IllegalStateException("Not " + sessions + " sessions: " + copied);
		}
		return (Long.parseLong(copied.group(2)) + Long.parseLong(copied.group(3))) * 1024;
	}

	private static double megabytes(long bytes) {
		return bytes / 1048576.0;
	}

	/**
	 * A restart.
	 *
	 * @param start the phase of that name, in milliseconds as all of these
	 * @param state the phase of that name
	 * @param cutover while nobody accepts: the phases {@code listeners} and
	 * {@code cutover}
	 * @param before longest answer while the successor starts
	 * @param meanwhile longest answer in the phase {@code state}
	 * @param after longest one of the next {@value #AFTER} answers
	 */
	record Step(double start, double state, double cutover, double before, double meanwhile, double after) {

		private static Step restart(int port, SessionClients clients) {
			long begun = System.nanoTime();
			RestartPost.Answer answer = RestartPost.restart(port, "serving");
			if (answer.status() != 200) {
				throw new IllegalStateException("Not restarted: " + answer);
			}
			Map<String, Duration> phases = answer.phases();
			long ready = begun + sum(phases, "spawn", "start", "checks");
			long given = ready + sum(phases, "state");
			clients.await(AFTER);
			return new Step(sum(phases, "start") / 1e6, sum(phases, "state") / 1e6,
					sum(phases, "listeners", "cutover") / 1e6, clients.longest(begun, ready),
					clients.longest(ready, given), clients.longest(given, System.nanoTime()));
		}

		private static long sum(Map<String, Duration> phases, String... names) {
			return List.of(names)
				.stream()
				.mapToLong((name) -> phases.getOrDefault(name, Duration.ZERO).toNanos())
				.sum();
		}

	}

	/**
	 * Memory of a process, in MiB.
	 *
	 * @param heapBefore what it held before
	 * @param heap the most that a collection has left since
	 * @param residentBefore what was in RAM before
	 * @param resident the most that was since
	 */
	record Memory(double heapBefore, double heap, double residentBefore, double resident) {

	}

}
