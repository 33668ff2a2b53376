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

package io.gracefulrestart.test.restart;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.load.Mark;
import io.gracefulrestart.test.load.Window;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.process.ProcessSignal;

/**
 * A scenario that is going on. Used once, by one thread.
 */
final class ScenarioRun {

	private static final Duration STARTING = Duration.ofMinutes(2);

	private static final Duration REQUESTS = Duration.ofMinutes(2);

	private static final Duration STOPPING = Duration.ofMinutes(2);

	private final RestartScenario scenario;

	private final List<ApplicationProcess> processes = new ArrayList<>();

	private final List<Restart> restarts = new ArrayList<>();

	private final List<Window> windows = new ArrayList<>();

	ScenarioRun(RestartScenario scenario) {
		this.scenario = scenario;
	}

	ScenarioResult run(LoadPlan plan) throws InterruptedException, TimeoutException {
		ApplicationProcess first = this.scenario.launcher().start();
		this.processes.add(first);
		try {
			this.scenario.tell((listener) -> listener.starting(first));
			first.awaitReady(STARTING);
			ScenarioResult result = run(first, plan);
			if (result.restarts().stream().allMatch(Restart::isReplaced)) {
				end(this.processes.get(this.processes.size() - 1));
			}
			return result;
		}
		finally {
			// After a restart that failed it is uncertain who serves: nobody is asked.
			this.processes.forEach(ApplicationProcess::close);
		}
	}

	private ScenarioResult run(ApplicationProcess first, LoadPlan plan) throws InterruptedException, TimeoutException {
		try (Load load = plan.start()) {
			this.scenario.tell((listener) -> listener.serving(first, load));
			awaitRequests(load, this.scenario.warmUp());
			Mark warm = load.mark("steady");
			leaveAlone(load, this.scenario.interval());
			boolean replaced = true;
			for (int number = 1; replaced && number <= this.scenario.restarts(); number++) {
				replaced = restart(number, load);
			}
			this.scenario.tell((listener) -> listener.ending());
			return new ScenarioResult(load.stop(), new Window(Duration.ZERO, warm.at()), this.windows, this.restarts);
		}
	}

	private boolean restart(int number, Load load) throws InterruptedException, TimeoutException {
		this.scenario.tell((listener) -> listener.restarting(number));
		Mark begin = load.mark("restart " + number + " begins");
		Restart restart = this.scenario.restarter().replace(this.processes.get(number - 1));
		this.processes.add(restart.successor());
		this.restarts.add(restart);
		this.scenario.tell((listener) -> listener.restarted(number, restart));
		TimeUnit.NANOSECONDS.sleep(this.scenario.settling().toNanos());
		this.windows.add(Window.between(begin, load.mark("restart " + number + " ends")));
		if (restart.isReplaced()) {
			leaveAlone(load, this.scenario.interval().multipliedBy(number + 1));
		}
		return restart.isReplaced();
	}

	private void leaveAlone(Load load, Duration until) throws InterruptedException, TimeoutException {
		Duration rested = load.elapsed().plus(this.scenario.steady());
		awaitRequests(load, (rested.compareTo(until) > 0) ? rested : until);
	}

	private void awaitRequests(Load load, Duration until) throws InterruptedException, TimeoutException {
		load.awaitRequests(this.scenario.requests(), REQUESTS);
		long left = until.minus(load.elapsed()).toNanos();
		if (left > 0) {
			TimeUnit.NANOSECONDS.sleep(left);
		}
	}

	private static void end(ApplicationProcess process) {
		if (process.isAlive()) {
			process.signal(ProcessSignal.TERM);
			process.awaitExit(STOPPING);
		}
	}

}
