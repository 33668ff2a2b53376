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
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.gracefulrestart.test.load.LoadPlan;
import io.gracefulrestart.test.process.ApplicationLauncher;

/**
 * Several restarts in a row under one load. Immutable: each method that sets something
 * returns a new scenario. Example:
 *
 * <pre>
 * int port = FreePort.next();
 * ApplicationLauncher launcher = ApplicationLauncher.of(jar).arguments("--server.port=" + port);
 * ScenarioResult result = RestartScenario.of(launcher, "127.0.0.1", port)
 *     .restarts(10)
 *     .run(LoadPlan.standardMix("127.0.0.1", port));
 * assertThat(result.isFlawless()).as(result.describe()).isTrue();
 * </pre>
 */
public final class RestartScenario {

	private final ApplicationLauncher launcher;

	private final Restarter restarter;

	private int restarts = 3;

	private long requests = 1000;

	private Duration steady = Duration.ZERO;

	private Duration interval = Duration.ZERO;

	private Duration warmUp = Duration.ZERO;

	private Duration settling = Duration.ofSeconds(1);

	private List<ScenarioListener> listeners = List.of();

	private RestartScenario(ApplicationLauncher launcher, Restarter restarter) {
		this.launcher = launcher;
		this.restarter = restarter;
	}

	/**
	 * Return a scenario of three restarts.
	 * @param launcher starts the first process and every successor
	 * @param host address on which the application serves
	 * @param port its port
	 * @return the scenario
	 */
	public static RestartScenario of(ApplicationLauncher launcher, String host, int port) {
		return new RestartScenario(launcher, Restarter.of(launcher, host, port));
	}

	/**
	 * Restart with a restarter of one's own.
	 * @param changed restarter, for example with another time allowed
	 * @return a new scenario
	 */
	public RestartScenario restarter(Restarter changed) {
		return copy(new RestartScenario(this.launcher, changed));
	}

	/**
	 * Set how often the application is replaced.
	 * @param count number of restarts
	 * @return a new scenario
	 */
	public RestartScenario restarts(int count) {
		RestartScenario copy = copy();
		copy.restarts = count;
		return copy;
	}

	/**
	 * Set how many requests must end between one restart and the next, before the first
	 * one, and behind the last.
	 * @param count number of requests, 1,000 by default
	 * @return a new scenario
	 */
	public RestartScenario requests(long count) {
		RestartScenario copy = copy();
		copy.requests = count;
		return copy;
	}

	/**
	 * Set for how long the application is left alone before each restart and after the
	 * last.
	 * @param duration at least so long, zero by default
	 * @return a new scenario
	 */
	public RestartScenario steady(Duration duration) {
		RestartScenario copy = copy();
		copy.steady = duration;
		return copy;
	}

	/**
	 * Set a timetable: restart number n begins n intervals after the beginning of the
	 * load, or later if the one before was late, and the load ends an interval after the
	 * last one.
	 * @param duration interval, zero by default
	 * @return a new scenario
	 */
	public RestartScenario interval(Duration duration) {
		RestartScenario copy = copy();
		copy.interval = duration;
		return copy;
	}

	/**
	 * Set how long the beginning of the load is left out of the figures of the steady
	 * state.
	 * @param duration at least so long, zero by default
	 * @return a new scenario
	 */
	public RestartScenario warmUp(Duration duration) {
		RestartScenario copy = copy();
		copy.warmUp = duration;
		return copy;
	}

	/**
	 * Set how long after the end of the predecessor still counts as "during the restart",
	 * because the successor has to warm up.
	 * @param duration one second by default
	 * @return a new scenario
	 */
	public RestartScenario settling(Duration duration) {
		RestartScenario copy = copy();
		copy.settling = duration;
		return copy;
	}

	/**
	 * Tell somebody how it goes, after those who were named before.
	 * @param told called by the thread that runs the scenario
	 * @return a new scenario
	 */
	public RestartScenario listener(ScenarioListener told) {
		RestartScenario copy = copy();
		copy.listeners = Stream.concat(this.listeners.stream(), Stream.of(told)).toList();
		return copy;
	}

	/**
	 * Start the application, begin the load, restart as often as wanted (or until a
	 * restart fails), and end the load and the application. Nothing is left running.
	 * @param plan load, started when the first process is ready
	 * @return what was seen
	 * @throws InterruptedException if interrupted
	 * @throws TimeoutException if the requests that were to be waited for did not end
	 */
	public ScenarioResult run(LoadPlan plan) throws InterruptedException, TimeoutException {
		return new ScenarioRun(this).run(plan);
	}

	private RestartScenario copy() {
		return copy(new RestartScenario(this.launcher, this.restarter));
	}

	private RestartScenario copy(RestartScenario copy) {
		copy.restarts = this.restarts;
		copy.requests = this.requests;
		copy.steady = this.steady;
		copy.interval = this.interval;
		copy.warmUp = this.warmUp;
		copy.settling = this.settling;
		copy.listeners = this.listeners;
		return copy;
	}

	ApplicationLauncher launcher() {
		return this.launcher;
	}

	Restarter restarter() {
		return this.restarter;
	}

	int restarts() {
		return this.restarts;
	}

	long requests() {
		return this.requests;
	}

	Duration steady() {
		return this.steady;
	}

	Duration interval() {
		return this.interval;
	}

	Duration warmUp() {
		return this.warmUp;
	}

	Duration settling() {
		return this.settling;
	}

	void tell(Consumer<ScenarioListener> news) {
		this.listeners.forEach(news);
	}

}
