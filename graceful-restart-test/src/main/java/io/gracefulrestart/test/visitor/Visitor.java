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

package io.gracefulrestart.test.visitor;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.process.ApplicationProcess;
import io.gracefulrestart.test.restart.ScenarioListener;

/**
 * A client that logs in, sets a log level and reads a counter before the first restart,
 * and looks at all three until the last one is over, with a quarter of a second in
 * between: on a connection that it keeps, and on new ones in turn, since those may be
 * with different processes for a while.
 */
public final class Visitor implements ScenarioListener, AutoCloseable {

	private static final Duration INTERVAL = Duration.ofMillis(250);

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final List<Observation> observations;

	private final CookieClient client;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "visitor");
		thread.setDaemon(true);
		return thread;
	});

	private int visits;

	private Visitor(CookieClient client, List<Watch> watches) {
		this.client = client;
		this.observations = watches.stream().map(Observation::new).toList();
	}

	/**
	 * Return a visitor, who comes when the first process serves.
	 * @param host address of the application
	 * @param port its port
	 * @param user who may log in
	 * @param password their password
	 * @param logger logger whose level is set
	 * @return the visitor, which the caller closes
	 */
	public static Visitor of(String host, int port, String user, String password, String logger) {
		return new Visitor(new CookieClient(host, port, TIMEOUT),
				List.of(new LoginWatch(user, password), new CounterWatch(), new LogLevelWatch(logger)));
	}

	@Override
	public void serving(ApplicationProcess process, Load load) {
		begin();
	}

	@Override
	public void ending() {
		close();
	}

	@SuppressWarnings("FutureReturnValueIgnored")
	void begin() {
		this.observations.forEach((observation) -> observation.begin(this.client));
		this.executor.scheduleWithFixedDelay(this::visit, 0, INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void visit() {
		if (this.visits++ % 2 == 0) {
			look(this.client);
			return;
		}
		try (CookieClient newcomer = this.client.another()) {
			look(newcomer);
		}
	}

	private void look(CookieClient from) {
		this.observations.forEach((observation) -> observation.look(from));
	}

	/**
	 * Return what was found.
	 * @return a finding for each thing, once the visitor has gone
	 */
	public List<Finding> findings() {
		return this.observations.stream().map(Observation::finding).toList();
	}

	/**
	 * Look no more, and wait until the last look is over.
	 */
	@Override
	public void close() {
		this.executor.shutdown();
		try {
			this.executor.awaitTermination(1, TimeUnit.MINUTES);
		}
		catch (InterruptedException ex) {
			this.executor.shutdownNow();
			Thread.currentThread().interrupt();
		}
		this.client.close();
	}

}
