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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.DrainStartedEvent;
import io.gracefulrestart.StateChangedEvent;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.Rehearsal;
import io.gracefulrestart.drain.FakeWorkload;
import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.time.Deadline;
import io.gracefulrestart.tomcat.GracefulConnectors;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application with one server that has nothing to do, which notes what it is told.
 */
final class FakeApplication implements Application {

	volatile FakeWorkload workload = new FakeWorkload("http");

	final BlockingQueue<String> events = new LinkedBlockingQueue<>();

	/** The drains that it was told of. */
	final BlockingQueue<DrainStartedEvent> drains = new LinkedBlockingQueue<>();

	/** What is in the way, one a look; nothing when it is empty. */
	final Queue<String> obstacles = new ConcurrentLinkedQueue<>();

	/** What of the serving-only work was asked for. */
	final BlockingQueue<String> work = new LinkedBlockingQueue<>();

	/** Whether it was asked to wait for those that have asked for a restart. */
	volatile boolean awaitedRequests;

	volatile Runnable onStopServingOnly = () -> {
	};

	volatile Runnable onRefuseTraffic = () -> {
	};

	@Override
	public List<Workload> workloads() {
		return List.of(this.workload);
	}

	@Override
	public Streams streams() {
		return Streams.NONE;
	}

	@Override
	public List<StateParticipant> stateParticipants() {
		return List.of();
	}

	@Override
	public List<LiveState> liveStates() {
		return List.of();
	}

	@Override
	public List<ConnectionSource> connectionSources() {
		return List.of();
	}

	@Override
	public List<ConnectionTarget> connectionTargets() {
		return List.of();
	}

	@Override
	public Rehearsal rehearsal(int connections) throws IOException {
		return GracefulConnectors.stock().rehearsal(connections);
	}

	@Override
	public void warmUp(String path, Deadline deadline) {
		this.events.add("warm up " + path);
	}

	@Override
	public void setRequestAside() {
		this.events.add("set aside");
	}

	@Override
	public void awaitRequestsSetAside(Deadline deadline) {
		this.awaitedRequests = true;
	}

	@Override
	public Optional<String> obstacle(Deadline deadline) {
		return Optional.ofNullable(this.obstacles.poll());
	}

	@Override
	public Optional<String> ailment() {
		return Optional.empty();
	}

	@Override
	public void startServingOnly() {
		this.work.add("start");
	}

	@Override
	public void stopServingOnly(Deadline deadline) {
		this.work.add("stop");
		this.onStopServingOnly.run();
	}

	@Override
	public void refuseTraffic() {
		this.events.add("refuse traffic");
		this.onRefuseTraffic.run();
	}

	@Override
	public void acceptTraffic() {
		this.events.add("accept traffic");
	}

	@Override
	public void publish(StateChangedEvent event) {
		this.events.add(event.to().name());
	}

	@Override
	public void publish(DrainStartedEvent event) {
		this.drains.add(event);
	}

	@Override
	public void exit(int status) {
		this.events.add("exit " + status);
	}

	/**
	 * Wait for the next events.
	 */
	void expect(String... expected) throws InterruptedException {
		for (String event : expected) {
			assertThat(this.events.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
		}
	}

}
