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

import java.time.Duration;

import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;
import org.springframework.core.Ordered;

/**
 * Tells the lifecycle what happens to the application context. The end comes first of all
 * listeners: the drain has to be over before anything else of a closing context stops,
 * since WebSocket handlers and listener containers stop at the highest phase.
 */
final class LifecycleEvents implements ApplicationListener<ApplicationEvent>, Ordered {

	// Spring Boot's default.
	private static final Duration PHASE = Duration.ofSeconds(30);

	// For beans to be destroyed.
	private static final Duration RESERVE = Duration.ofMillis(500);

	private final GracefulRestartLifecycle lifecycle;

	private final ConfigurableApplicationContext context;

	private volatile boolean started;

	LifecycleEvents(GracefulRestartLifecycle lifecycle, ConfigurableApplicationContext context) {
		this.lifecycle = lifecycle;
		this.context = context;
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	/**
	 * Never on another thread, which an application's own multicaster may have: a context
	 * that closes has to wait for the drain, and the events at the start must not
	 * overtake one another.
	 */
	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		if (event instanceof ContextClosedEvent closed && closed.getApplicationContext() == this.context) {
			this.lifecycle.shutdown();
			this.lifecycle.timeToTheKill().ifPresent(this::limitPhases);
		}
		else if (event instanceof ApplicationReadyEvent ready && ready.getApplicationContext() == this.context) {
			this.started = true;
		}
		else if (this.started && event instanceof AvailabilityChangeEvent<?> availability
				&& availability.getState() == ReadinessState.ACCEPTING_TRAFFIC && isOurs(event)) {
			this.lifecycle.ready();
		}
		else if (this.started && event instanceof AvailabilityChangeEvent<?> availability && isOurs(event)
				&& (availability.getState() == ReadinessState.REFUSING_TRAFFIC
						|| availability.getState() == LivenessState.BROKEN)) {
			this.lifecycle
				.unready(availability.getState().getClass().getSimpleName() + " is " + availability.getState());
		}
	}

	// Spring's phases come now, and each may take as long as is configured.
	private void limitPhases(Duration left) {
		Object processor = this.context.getBeanFactory()
			.getSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME);
		if (processor instanceof DefaultLifecycleProcessor phases) {
			Duration configured = Binder.get(this.context.getEnvironment())
				.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
				.orElse(PHASE);
			// All of them may use up their time.
			Duration each = left.minus(RESERVE).dividedBy(Math.max(1, countPhases()));
			phases.setTimeoutPerShutdownPhase(Math.max(1, Math.min(each.toMillis(), configured.toMillis())));
		}
	}

	private long countPhases() {
		return this.context.getBeansOfType(Lifecycle.class, false, false)
			.values()
			.stream()
			.filter(Lifecycle::isRunning)
			.mapToInt((bean) -> (bean instanceof Phased phased) ? phased.getPhase() : 0)
			.distinct()
			.count();
	}

	// Whoever in the application says it; a child context's events come by here too.
	private boolean isOurs(ApplicationEvent event) {
		return event.getSource() == this.context || !(event.getSource() instanceof ApplicationContext);
	}

}
