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
import java.util.Locale;

import io.gracefulrestart.test.bench.Subject.Variant;
import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPattern;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.LoadResult;
import io.gracefulrestart.test.load.Pace;
import io.gracefulrestart.test.process.ApplicationLauncher;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.FreePort;
import io.gracefulrestart.test.process.ProcessSignal;

/**
 * What is lost when processes share a port and one leaves: ours, and a server that just
 * closes its listener.
 */
final class PortBenchmark implements Benchmark {

	private static final int RESTARTS = 10;

	private static final int CLIENTS = 16;

	private static final int REQUESTS = 2000;

	private final Subject subject;

	PortBenchmark(Subject subject) {
		this.subject = subject;
	}

	@Override
	public String title() {
		return RESTARTS + " restarts on a shared port, by starting the next process and ending the other, under "
				+ CLIENTS + " clients with a new connection for each request";
	}

	@Override
	public List<String> run() throws Exception {
		int port = FreePort.next();
		LoadResult ours = restart(port, this.subject.launcher(Variant.GRACEFUL, port)
			.arguments("--graceful-restart.listener.mode=reuse-port", "--graceful-restart.handoff.enabled=false"));
		int other = FreePort.next();
		// What follows the name of the class are arguments of it.
		LoadResult naive = restart(other, this.subject.launcher(Variant.PLAIN, other)
			.jvmArguments("-cp", NaiveServer.class.getProtectionDomain().getCodeSource().getLocation().getPath(),
					NaiveServer.class.getName()));
		return List.of("with the starter       " + describe(ours), "listener just closed   " + describe(naive));
	}

	private static LoadResult restart(int port, ApplicationLauncher launcher) throws Exception {
		ApplicationLauncher started = launcher.readyLine("Generation 1 serving");
		ApplicationProcess serving = started.start().awaitReady(Subject.PATIENCE);
		LoadPlan plan = LoadPlan.against("127.0.0.1", port)
			.clients(CLIENTS, LoadPattern.newConnection("/slow?ms=0", Pace.BACK_TO_BACK))
			.timeout(Subject.PATIENCE);
		try (Load load = plan.start()) {
			for (int i = 0; i < RESTARTS; i++) {
				load.awaitRequests(REQUESTS, Subject.PATIENCE);
				ApplicationProcess next = started.start().awaitReady(Subject.PATIENCE);
				serving.signal(ProcessSignal.TERM);
				serving.awaitExit(Subject.PATIENCE);
				serving = next;
			}
			load.awaitRequests(REQUESTS, Subject.PATIENCE);
			return load.stop();
		}
		finally {
			serving.close();
		}
	}

	private static String describe(LoadResult result) {
		return String.format(Locale.ROOT, "%d requests, %d failed %s, %.1f a restart, longest answer %.0f ms",
				result.requests(), result.failed(), result.figures().outcomes(), (double) result.failed() / RESTARTS,
				result.figures().latencies().max().toNanos() / 1e6);
	}

}
