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
import java.nio.file.Path;
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

	// Where the clients go that are added next.
	private final Target target;

	private final List<Client> clients;

	private final Duration timeout;

	private final int failureExamples;

	private final int niceness;

	private LoadPlan(Target target, List<Client> clients, Duration timeout, int failureExamples, int niceness) {
		this.target = target;
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
		return new LoadPlan(Target.plain(new InetSocketAddress(host, port)), List.of(), Duration.ofSeconds(10), 100, 0);
	}

	/**
	 * Return a plan without clients.
	 * @param socket path of the server's Unix domain socket
	 * @return the plan
	 */
	public static LoadPlan against(Path socket) {
		return new LoadPlan(Target.unix(socket), List.of(), Duration.ofSeconds(10), 100, 0);
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
	 * Return the kinds of connections that cannot move to a successor, each of them
	 * lightly used: streams of events and WebSockets on one port; HTTP/2, of which a
	 * tenth always has a stream open, and kept-alive HTTP/1.1 with TLS on another. Some
	 * clients without TLS go with them.
	 * @param host address of the server
	 * @param plainPort port without TLS
	 * @param tlsPort port with TLS and HTTP/2
	 * @param each number of clients of each of the four kinds
	 * @return the plan
	 */
	public static LoadPlan everyKind(String host, int plainPort, int tlsPort, int each) {
		int slow = (each + 9) / 10;
		return against(host, plainPort).clients(each, LoadPattern.sse())
			.clients(each, LoadPattern.webSocket(Pace.perSecond(1)))
			.clients(4, LoadPattern.newConnection("/whoami", Pace.perSecond(2)))
			.clients(8, LoadPattern.keepAlive("/whoami", Pace.perSecond(2)))
			.tls(tlsPort)
			.clients(each - slow, LoadPattern.http2(Pace.perSecond(1)))
			.clients(slow, LoadPattern.http2Slow(Duration.ofSeconds(1)))
			.clients(each, LoadPattern.tlsKeepAlive(Pace.perSecond(1)));
	}

	/**
	 * Add clients.
	 * @param count number of clients, each with a thread
	 * @param pattern what each of them does
	 * @return a new plan
	 */
	public LoadPlan clients(int count, LoadPattern pattern) {
		List<Client> all = new ArrayList<>(this.clients);
		all.addAll(Collections.nCopies(count, new Client(this.target, pattern)));
		return new LoadPlan(this.target, List.copyOf(all), this.timeout, this.failureExamples, this.niceness);
	}

	/**
	 * Let the clients that are added from now on speak TLS to another port. They take any
	 * certificate.
	 * @param port port of the same host
	 * @return a new plan
	 */
	public LoadPlan tls(int port) {
		return to(port, Target.Security.TLS);
	}

	/**
	 * Let the clients that are added from now on connect to another port, without TLS.
	 * @param port port of the same host
	 * @return a new plan
	 */
	public LoadPlan plain(int port) {
		return to(port, Target.Security.PLAIN);
	}

	private LoadPlan to(int port, Target.Security security) {
		if (!(this.target.server() instanceof InetSocketAddress before)) {
			throw new IllegalStateException("Plan has no host, but " + this.target.server());
		}
		InetSocketAddress server = new InetSocketAddress(before.getHostString(), port);
		return new LoadPlan(new Target(server, security), this.clients, this.timeout, this.failureExamples,
				this.niceness);
	}

	/**
	 * Set the time in which a request must be answered, connecting included. A pattern
	 * that is slow by intent has that much more.
	 * @param allowed time allowed, 10 seconds by default
	 * @return a new plan
	 */
	public LoadPlan timeout(Duration allowed) {
		return new LoadPlan(this.target, this.clients, allowed, this.failureExamples, this.niceness);
	}

	/**
	 * Set how many failures are kept with all details.
	 * @param count the first so many, 100 by default
	 * @return a new plan
	 */
	public LoadPlan failureExamples(int count) {
		return new LoadPlan(this.target, this.clients, this.timeout, count, this.niceness);
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
		return new LoadPlan(this.target, this.clients, this.timeout, this.failureExamples, value);
	}

	List<Client> clients() {
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

	/**
	 * One client.
	 *
	 * @param target where it connects
	 * @param pattern what it does
	 */
	record Client(Target target, LoadPattern pattern) {

	}

}
