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
import java.util.List;
import java.util.stream.IntStream;

/**
 * One client of a pattern in the thread of the test, which says when it sends.
 */
final class ClientRun implements AutoCloseable {

	private final Watchdog watchdog = new Watchdog();

	private final LoadRecord record = new LoadRecord(10);

	private final ClientSession session;

	private final LoadClient client;

	ClientRun(LoadPattern pattern, InetSocketAddress server) {
		this(pattern, server, Duration.ofSeconds(10));
	}

	ClientRun(LoadPattern pattern, InetSocketAddress server, Duration timeout) {
		this(pattern, Target.plain(server), timeout);
	}

	ClientRun(LoadPattern pattern, Target target, Duration timeout) {
		this.watchdog.start();
		this.session = new ClientSession(pattern, target, timeout, this.record, this.watchdog);
		this.client = pattern.newClient(this.session, "test");
	}

	ClientRun request() {
		this.client.request(System.nanoTime());
		return this;
	}

	ClientRun rest() {
		this.client.rest(20_000_000);
		return this;
	}

	/**
	 * Stop, as another thread does.
	 */
	ClientRun stop() {
		this.client.stop();
		return this;
	}

	long count(String what) {
		return this.record.counts().getOrDefault(what, 0L);
	}

	ClientRun finish() {
		this.client.finish();
		this.session.finish();
		return this;
	}

	List<Outcome> outcomes() {
		long[] samples = this.session.samples().copy();
		return IntStream.range(0, samples.length / SampleLog.WIDTH)
			.mapToObj((i) -> SampleLog.outcome(samples[i * SampleLog.WIDTH + 1]))
			.toList();
	}

	List<Answerer> answerers() {
		long[] samples = this.session.samples().copy();
		return IntStream.range(0, samples.length / SampleLog.WIDTH)
			.mapToObj((i) -> this.record.answerers.get(SampleLog.answerer(samples[i * SampleLog.WIDTH + 1])))
			.toList();
	}

	List<ConnectionEnding> endings() {
		return this.record.endings().stream().map(EndedConnection::kind).toList();
	}

	/**
	 * Return the time of the run.
	 */
	Duration now() {
		return Duration.ofNanos(this.record.now());
	}

	Survival survival(Duration... begins) {
		return Survival.of(this.record.connections.toList(), List.of(begins));
	}

	List<FailureExample> failures() {
		return this.record.examples();
	}

	@Override
	public void close() {
		this.session.finish();
		this.watchdog.close();
	}

}
