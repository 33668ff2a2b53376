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

import io.gracefulrestart.meters.SimpleMeters;
import io.gracefulrestart.meters.SimpleMetersState;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.simple.CountingMode;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Puts a registry whose meters go on in the place of the one that Spring Boot makes if
 * there is no other. Not a bean of its own, which would be there before Spring Boot looks
 * whether there is another.
 */
final class SimpleMetersReplacement implements BeanPostProcessor {

	private final ObjectProvider<SimpleConfig> config;

	private final ObjectProvider<Clock> clock;

	private final ObjectProvider<SimpleMetersState> state;

	SimpleMetersReplacement(ObjectProvider<SimpleConfig> config, ObjectProvider<Clock> clock,
			ObjectProvider<SimpleMetersState> state) {
		this.config = config;
		this.clock = clock;
		this.state = state;
	}

	@Override
	public Object postProcessBeforeInitialization(Object bean, String beanName) {
		if (!beanName.equals("simpleMeterRegistry") || bean.getClass() != SimpleMeterRegistry.class) {
			return bean;
		}
		SimpleConfig config = this.config.getIfUnique();
		Clock clock = this.clock.getIfUnique();
		// What is sent in steps would have a peak at each deploy.
		return (config != null && clock != null && config.mode() == CountingMode.CUMULATIVE)
				? new SimpleMeters(config, clock, this.state.getObject()) : bean;
	}

}
