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

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.SimpleAliasRegistry;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * The beans that may only work in the process that serves. They are withheld until they
 * are {@link #start() started}: Spring does not start them then, and pauses those that
 * work from their initialisation on, see {@link ServingOnlyLifecycleProcessor} and
 * {@link ServingOnlyPause}. While they are not withheld they are ordinary beans, which
 * Spring stops when the context closes.
 * <p>
 * Thread safe; a start and a stop wait for each other.
 */
final class ServingOnlyBeans implements ApplicationListener<ContextClosedEvent>, Ordered {

	static final String PROPERTY = "graceful-restart.lifecycle.serving-only";

	private static final Log logger = LogFactory.getLog(ServingOnlyBeans.class);

	private final ConfigurableApplicationContext context;

	private final ConfigurableListableBeanFactory factory;

	private final List<String> names;

	private final Object monitor = new Object();

	private volatile boolean withheld = true;

	private volatile boolean ended;

	/**
	 * Find the beans. Called when all bean definitions are known, and before any of these
	 * beans is created.
	 * @param context the context whose environment names them
	 * @throws InvalidConfigurationPropertyValueException if there is no such bean, it
	 * cannot be started and stopped, or somebody else would start it
	 */
	ServingOnlyBeans(ConfigurableApplicationContext context) {
		this.context = context;
		this.factory = context.getBeanFactory();
		this.names = Binder.get(context.getEnvironment())
			.bind(PROPERTY, Bindable.listOf(String.class))
			.orElse(List.of())
			.stream()
			.map(this::checked)
			.toList();
	}

	private String checked(String name) {
		if (!this.factory.containsLocalBean(name)) {
			throw invalid(name, "There is no bean of that name.");
		}
		Class<?> type = this.factory.getType(name, false);
		// What is declared as an interface may be more than that, which its creation
		// tells.
		if (type != null && !type.isInterface() && type != Object.class && !Lifecycle.class.isAssignableFrom(type)) {
			throw notStartable(name, type);
		}
		Class<?> processor = this.factory.getType(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, false);
		if (processor != null && !ServingOnlyLifecycleProcessor.class.isAssignableFrom(processor)) {
			throw invalid(name, "It would be started all the same by the application's own bean '"
					+ AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME + "' (" + processor.getName() + ").");
		}
		return (this.factory instanceof SimpleAliasRegistry aliases) ? aliases.canonicalName(name) : name;
	}

	static InvalidConfigurationPropertyValueException notStartable(String name, Class<?> type) {
		return invalid(name, "The bean cannot be started and stopped: " + type.getName() + " is no "
				+ Lifecycle.class.getName() + ".");
	}

	private static InvalidConfigurationPropertyValueException invalid(String name, String reason) {
		return new InvalidConfigurationPropertyValueException(PROPERTY, name, reason);
	}

	/**
	 * Return whether a bean may not work now.
	 * @param name the bean's name, not an alias
	 * @return whether it is one of these, and they are withheld
	 */
	boolean isWithheld(String name) {
		return this.withheld && this.names.contains(name);
	}

	/**
	 * Start those that do not run, lowest phase first. One that fails is logged, and the
	 * others are started. Does nothing once the context closes.
	 */
	void start() {
		synchronized (this.monitor) {
			if (!this.ended) {
				this.withheld = false;
				beansByPhase().values().forEach((beans) -> beans.forEach(ServingOnlyBeans::start));
			}
		}
	}

	private static void start(String name, Lifecycle bean) {
		try {
			if (!bean.isRunning()) {
				bean.start();
			}
		}
		catch (RuntimeException ex) {
			logger.error("Bean '" + name + "' does not start, and nobody does its work", ex);
		}
	}

	/**
	 * Stop those that run, highest phase first, and wait for them. Does nothing while
	 * they are withheld, nor once the context closes, which stops them itself.
	 * @param deadline when to go on without those that have not stopped
	 */
	void stop(Deadline deadline) {
		synchronized (this.monitor) {
			if (!this.withheld && !this.ended) {
				this.withheld = true;
				beansByPhase().descendingMap().values().forEach((beans) -> new PhaseStop(beans).run(deadline));
			}
		}
	}

	private NavigableMap<Integer, Map<String, Lifecycle>> beansByPhase() {
		NavigableMap<Integer, Map<String, Lifecycle>> phases = new TreeMap<>();
		for (String name : this.names) {
			Lifecycle bean = this.factory.getBean(name, Lifecycle.class);
			int phase = (bean instanceof Phased phased) ? phased.getPhase() : 0;
			phases.computeIfAbsent(phase, (none) -> new TreeMap<>()).put(name, bean);
		}
		return phases;
	}

	/**
	 * After the drain, and before a scheduler hears of it, which ends the pause: what has
	 * waited could be run then.
	 */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE + 1;
	}

	@Override
	public boolean supportsAsyncExecution() {
		return false;
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		if (event.getApplicationContext() != this.context) {
			return;
		}
		this.ended = true;
		this.names.stream()
			.filter(this::isWithheld)
			.filter(this.factory::containsSingleton)
			.map(this.factory::getBean)
			.forEach(ServingOnlyBeans::dropWhatWaits);
	}

	private static void dropWhatWaits(Object bean) {
		if (bean instanceof ThreadPoolTaskScheduler scheduler) {
			scheduler.getScheduledExecutor().shutdownNow();
		}
	}

}
