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

package io.gracefulrestart.test.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Says which clients a load has. Immutable: each method that sets something returns a new
 * plan. Example:
 *
 * <pre>
 * try (Load load = LoadPlan.against("127.0.0.1", port)
 *     .clients(16, LoadPattern.newConnection())
 *     .clients(50, LoadPattern.keepAlive())
 *     .clients(3, LoadPattern.slowRequest(Duration.ofSeconds(3)))
 *     .start()) {
 *     Mark before = load.mark("restart begins");
 *     …
 *     Mark after = load.mark("restart ends");
 *     LoadResult result = load.stop();
 *     assertThat(result.failed()).as(result.describe()).isZero();
 *     LoadFigures during = result.figures(Window.between(before, after));
 * }
 * </pre>
 */
public final class LoadPlan {

	private final InetSocketAddress server;

	private final List<LoadPattern> clients;

	private final Duration timeout;

	private final int failureExamples;

	private final int niceness;

	private LoadPlan(InetSocketAddress server, List<LoadPattern> clients, Duration timeout, int failureExamples,
			int niceness) {
		this.server = server;
		this.clients = clients;
		this.timeout = timeout;
		this.failureExamples = failureExamples;
		this.niceness = niceness;
	}

	/**
	 * Return a plan without clients.
	 * @param host address of the server
	 * @param port its port
	 * @return the plan
	 */
	public static LoadPlan against(String host, int port) {
		return new LoadPlan(new InetSocketAddress(host, port), List.of(), Duration.ofSeconds(10), 100, 0);
	}

	/**
	 * Return the mix under which a restart of the sample application must lose nothing:
	 * 16 clients with a new connection for each request and 50 with a kept-alive one, all
	 * back to back, and three requests of three seconds always in progress.
	 * @param host address of the server
	 * @param port its port
	 * @return the plan
	 */
	public static LoadPlan standardMix(String host, int port) {
		return against(host, port).clients(16, LoadPattern.newConnection())
			.clients(50, LoadPattern.keepAlive())
			.clients(3, LoadPattern.slowRequest(Duration.ofSeconds(3)));
	}

	/**
	 * Add clients.
	 * @param count number of clients, each with a thread
	 * @param pattern what each of them does
	 * @return a new plan
	 */
	public LoadPlan clients(int count, LoadPattern pattern) {
		List<LoadPattern> all = new ArrayList<>(this.clients);
		all.addAll(Collections.nCopies(count, pattern));
		return new LoadPlan(this.server, List.copyOf(all), this.timeout, this.failureExamples, this.niceness);
	}

	/**
	 * Set the time in which a request must be answered, connecting included. A pattern
	 * that is slow by intent has that much more.
	 * @param allowed time allowed, 10 seconds by default
	 * @return a new plan
	 */
	public LoadPlan timeout(Duration allowed) {
		return new LoadPlan(this.server, this.clients, allowed, this.failureExamples, this.niceness);
	}

	/**
	 * Set how many failures are kept with all details.
	 * @param count the first so many, 100 by default
	 * @return a new plan
	 */
	public LoadPlan failureExamples(int count) {
		return new LoadPlan(this.server, this.clients, this.timeout, count, this.niceness);
	}

	/**
	 * Let the clients stand back behind the servers when there are not enough processors
	 * for all. A load that is sent back to back takes all that it can get; on a small
	 * machine a successor would take ten times as long to start beside it.
	 * @param value as for nice(1), 0 (the default) to 19
	 * @return a new plan
	 */
	public LoadPlan niceness(int value) {
		if (value < 0 || value > Niceness.HIGHEST) {
			throw new IllegalArgumentException("Niceness must be 0 to " + Niceness.HIGHEST + ", not " + value);
		}
		return new LoadPlan(this.server, this.clients, this.timeout, this.failureExamples, value);
	}

	InetSocketAddress server() {
		return this.server;
	}

	List<LoadPattern> clients() {
		return this.clients;
	}

	Duration timeout() {
		return this.timeout;
	}

	int failureExamples() {
		return this.failureExamples;
	}

	int niceness() {
		return this.niceness;
	}

	/**
	 * Start the clients. The caller owns the load, and stops or closes it.
	 * @return the running load
	 */
	public Load start() {
		Load load = new Load(this);
		load.start();
		return load;
	}

}
