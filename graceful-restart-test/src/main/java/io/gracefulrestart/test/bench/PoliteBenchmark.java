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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.ConnectionEnding;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Outcome;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ProcessSignal;
import io.gracefulrestart.test.process.SelfSignedCertificate;

/**
 * What the end of a process costs those whose connections cannot move: streams of events,
 * WebSockets, HTTP/2 and TLS. Spring Boot alone is told to end by SIGTERM, which it does
 * as gracefully as it can; with the starter it is replaced.
 */
final class PoliteBenchmark implements Benchmark {

	private static final int EACH = 100;

	private static final String HOST = "127.0.0.1";

	private static final Duration STEADY = Duration.ofSeconds(5);

	private final Subject subject;

	PoliteBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return EACH + " each of streams of events, WebSockets, HTTP/2 and kept-alive TLS connections";
	}

	@Override
	public List<String> run() throws Exception {
		SelfSignedCertificate certificate = SelfSignedCertificate.create(this.subject.directory(), this.subject.java());
		List<String> lines = new ArrayList<>();
		lines.addAll(end(certificate));
		lines.addAll(replace(certificate));
		return lines;
	}

	private ApplicationLauncher launcher(Variant variant, SelfSignedCertificate certificate, int plainPort,
			int tlsPort) {
		return this.subject.launcher(variant, tlsPort)
			.arguments(certificate.serverArguments())
			.arguments("--server.http2.enabled=true", "--server.shutdown=graceful",
					"--server.tomcat.max-keep-alive-requests=-1", "--sample.internal-port=" + plainPort);
	}

	private List<String> end(SelfSignedCertificate certificate) throws Exception {
		int plainPort = FreePort.next();
		int tlsPort = FreePort.next();
		try (ApplicationProcess process = launcher(Variant.PLAIN, certificate, plainPort, tlsPort).start()
			.awaitReady(Subject.PATIENCE); Load load = LoadPlan.everyKind(HOST, plainPort, tlsPort, EACH).start()) {
			beginSteadily(load);
			long signalled = System.nanoTime();
			process.signal(ProcessSignal.TERM);
			process.awaitExit(Subject.PATIENCE);
			long ended = System.nanoTime();
			return describe("stock, SIGTERM    ", ended - signalled, load.stop());
		}
	}

	private List<String> replace(SelfSignedCertificate certificate) throws Exception {
		int plainPort = FreePort.next();
		int tlsPort = FreePort.next();
		ApplicationLauncher launcher = launcher(Variant.GRACEFUL, certificate, plainPort, tlsPort);
		try (ApplicationProcess predecessor = launcher.start().awaitReady(Subject.PATIENCE);
				Load load = LoadPlan.everyKind(HOST, plainPort, tlsPort, EACH).start()) {
			beginSteadily(load);
			try (ApplicationProcess successor = launcher.start()) {
				successor.awaitLine("Generation 2 serving", Subject.PATIENCE);
				long serving = System.nanoTime();
				predecessor.awaitExit(Subject.PATIENCE);
				long ended = System.nanoTime();
				load.awaitAnsweredBy(2, Subject.PATIENCE);
				return describe("starter, replaced ", ended - serving, load.stop());
			}
		}
	}

	private static void beginSteadily(Load load) throws Exception {
		load.awaitAnsweredBy(1, Subject.PATIENCE);
		TimeUnit.NANOSECONDS.sleep(STEADY.toNanos());
	}

	private static List<String> describe(String what, long nanos, LoadResult result) {
		List<String> lines = new ArrayList<>();
		Map<Outcome, Long> failures = new TreeMap<>(result.figures().outcomes());
		long right = failures.getOrDefault(Outcome.OK, 0L);
		failures.remove(Outcome.OK);
		Long refused = failures.remove(Outcome.REFUSED);
		lines.add(String.format(Locale.ROOT,
				"%s ended after %.1f s; %d requests answered, failed %s; connections refused meanwhile %d; closed without warning %d",
				what, nanos / 1e9, right, failures, (refused != null) ? refused : 0,
				result.figures().ending(ConnectionEnding.CLOSED_WITHOUT_WARNING)));
		for (String pattern : result.patterns()) {
			Map<Outcome, Long> some = new TreeMap<>(result.figuresOf(pattern).outcomes());
			lines.add(String.format(Locale.ROOT, "%s   %-14s %s", what, pattern, some));
		}
		lines.add(what + "   " + result.counts());
		return lines;
	}

}
