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

package io.gracefulrestart.autoconfigure;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

import io.gracefulrestart.DrainStartedEvent;
import io.gracefulrestart.StateChangedEvent;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.connection.ConnectionSource;
import io.gracefulrestart.connection.ConnectionTarget;
import io.gracefulrestart.connection.Rehearsal;
import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.drain.Workload;
import io.gracefulrestart.lifecycle.Application;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.time.Deadline;
import io.gracefulrestart.tomcat.GracefulConnectors;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A Spring Boot application on Tomcat, as the lifecycle sees it. What a listener of the
 * application throws is logged and changes nothing: a handoff does not fail on it.
 */
final class SpringApplicationAdapter implements Application, SmartInitializingSingleton {

	private static final Log logger = LogFactory.getLog(SpringApplicationAdapter.class);

	private final ConfigurableApplicationContext context;

	private final GracefulConnectors connectors;

	private final ReadinessCheck checks;

	private final LivenessCheck liveness;

	private final Optional<ServingOnlyBeans> servingOnly;

	private final Streams streams;

	private final StateBeans estate;

	private final Object monitor = new Object();

	// A predecessor is looked for before the methods that listen have been registered.
	private @Nullable Queue<StateChangedEvent> early = new ArrayDeque<>();

	SpringApplicationAdapter(ConfigurableApplicationContext context, GracefulConnectors connectors,
			ReadinessCheck checks, LivenessCheck liveness, Optional<ServingOnlyBeans> servingOnly, Streams streams,
			StateBeans estate) {
		this.context = context;
		this.connectors = connectors;
		this.checks = checks;
		this.liveness = liveness;
		this.servingOnly = servingOnly;
		this.streams = streams;
		this.estate = estate;
	}

	@Override
	public List<Workload> workloads() {
		return this.connectors.workloads();
	}

	@Override
	public Streams streams() {
		return this.streams;
	}

	@Override
	public List<StateParticipant> stateParticipants() {
		return this.estate.participants();
	}

	@Override
	public List<LiveState> liveStates() {
		return this.estate.live();
	}

	@Override
	public List<ConnectionSource> connectionSources() {
		return this.connectors.sources();
	}

	@Override
	public List<ConnectionTarget> connectionTargets() {
		return this.connectors.targets();
	}

	@Override
	public Rehearsal rehearsal(int connections) throws IOException {
		return this.connectors.rehearsal(connections);
	}

	@Override
	public void warmUp(String path, Deadline deadline) {
		this.connectors.warmUp(path, deadline);
	}

	@Override
	public void setRequestAside() {
		GracefulConnectors.setRequestAside();
	}

	@Override
	public void awaitRequestsSetAside(Deadline deadline) {
		this.connectors.awaitRequestsSetAside(deadline);
	}

	@Override
	public Optional<String> obstacle(Deadline deadline) {
		return this.checks.obstacle(deadline);
	}

	@Override
	public Optional<String> ailment() {
		return this.liveness.ailment();
	}

	@Override
	public void startServingOnly() {
		this.servingOnly.ifPresent(ServingOnlyBeans::start);
	}

	@Override
	public void stopServingOnly(Deadline deadline) {
		this.servingOnly.ifPresent((beans) -> beans.stop(deadline));
	}

	@Override
	public void refuseTraffic() {
		publish(new AvailabilityChangeEvent<>(this.context, ReadinessState.REFUSING_TRAFFIC));
	}

	@Override
	public void acceptTraffic() {
		publish(new AvailabilityChangeEvent<>(this.context, ReadinessState.ACCEPTING_TRAFFIC));
	}

	@Override
	public void publish(StateChangedEvent event) {
		synchronized (this.monitor) {
			if (this.early != null) {
				this.early.add(event);
				return;
			}
		}
		publish((Object) event);
	}

	@Override
	public void publish(DrainStartedEvent event) {
		publish((Object) event);
	}

	@Override
	public void afterSingletonsInstantiated() {
		StateChangedEvent event = nextEarly();
		while (event != null) {
			publish((Object) event);
			event = nextEarly();
		}
	}

	private @Nullable StateChangedEvent nextEarly() {
		synchronized (this.monitor) {
			StateChangedEvent next = (this.early != null) ? this.early.poll() : null;
			if (next == null) {
				this.early = null;
			}
			return next;
		}
	}

	private void publish(Object event) {
		if (!this.context.isActive()) {
			return;
		}
		try {
			this.context.publishEvent(event);
		}
		catch (RuntimeException ex) {
			logger.error("Listener of the application failed on " + event, ex);
		}
	}

	@Override
	public void exit(int status) {
		// On a thread of its own: closing the context waits for the thread that asks for
		// it.
		Thread exit = new Thread(() -> {
			if (this.context.isRunning()) {
				SpringApplication.exit(this.context);
			}
			// Otherwise it still starts, perhaps for ever: the shutdown hook deals with
			// that.
			System.exit(status);
		}, "graceful-restart-exit");
		// Whoever asks may be a daemon, and then the JVM would end with status 0 as soon
		// as the closed context has no thread left.
		exit.setDaemon(false);
		exit.start();
	}

}
