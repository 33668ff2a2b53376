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

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.gracefulrestart.GracefulRestart.State;
import io.gracefulrestart.StateChangedEvent;
import io.gracefulrestart.StateParticipant;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.drain.Streams;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.state.LiveState;
import io.gracefulrestart.tomcat.GracefulConnectors;
import org.junit.jupiter.api.Test;

import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link SpringApplicationAdapter}.
 */
class SpringApplicationAdapterTests {

	private static final StateChangedEvent TAKING_OVER = new StateChangedEvent(State.STARTING, State.TAKING_OVER, 2);

	private static final StateChangedEvent SERVING = new StateChangedEvent(State.TAKING_OVER, State.SERVING, 2);

	private final GenericApplicationContext context = new GenericApplicationContext();

	private final SpringApplicationAdapter adapter = new SpringApplicationAdapter(this.context,
			new GracefulConnectors(new Listeners(ListenerMode.AUTO, InheritedListeners.none()), new Gate()),
			(deadline) -> Optional.empty(), Optional::empty, Optional.empty(), Streams.NONE,
			new StateBeans(this.context.getBeanFactory().getBeanProvider(StateParticipant.class),
					this.context.getBeanFactory().getBeanProvider(LiveState.class)));

	private final List<Object> heard = new ArrayList<>();

	@Test
	void changeBeforeAnybodyListensIsToldWhenSomebodyDoes() {
		this.adapter.publish(TAKING_OVER);
		listen();
		assertThat(this.heard).isEmpty();
		this.adapter.afterSingletonsInstantiated();
		assertThat(this.heard).containsExactly(TAKING_OVER);
		this.adapter.publish(SERVING);
		assertThat(this.heard).containsExactly(TAKING_OVER, SERVING);
	}

	@Test
	void changeWhileEarlierOnesAreToldComesAfterThem() {
		listen();
		this.adapter.publish(TAKING_OVER);
		this.context.addApplicationListener((event) -> {
			if (event instanceof PayloadApplicationEvent<?> payload && payload.getPayload() == TAKING_OVER) {
				this.adapter.publish(SERVING);
			}
		});
		this.adapter.afterSingletonsInstantiated();
		assertThat(this.heard).containsExactly(TAKING_OVER, SERVING);
	}

	@Test
	void readinessIsRefused() {
		this.context.addApplicationListener((event) -> {
			if (event instanceof AvailabilityChangeEvent<?> availability) {
				this.heard.add(availability.getState());
			}
		});
		this.context.refresh();
		this.adapter.refuseTraffic();
		assertThat(this.heard).containsExactly(ReadinessState.REFUSING_TRAFFIC);
	}

	@Test
	void nothingIsToldToAClosedContext() {
		listen();
		this.adapter.afterSingletonsInstantiated();
		this.context.close();
		this.adapter.publish(SERVING);
		assertThat(this.heard).isEmpty();
	}

	private void listen() {
		this.context.addApplicationListener((event) -> {
			if (event instanceof PayloadApplicationEvent<?> payload) {
				this.heard.add(payload.getPayload());
			}
		});
		this.context.refresh();
	}

}
