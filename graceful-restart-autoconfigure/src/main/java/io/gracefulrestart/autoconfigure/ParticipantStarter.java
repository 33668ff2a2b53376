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
import java.io.UncheckedIOException;

import io.gracefulrestart.ListenerParticipant;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;

import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the listeners that the application owns, in the phase in which the web server
 * starts its own.
 */
final class ParticipantStarter implements SmartLifecycle {

	private final GracefulRestartLifecycle lifecycle;

	private final ConfigurableApplicationContext context;

	private volatile boolean running;

	ParticipantStarter(GracefulRestartLifecycle lifecycle, ConfigurableApplicationContext context) {
		this.lifecycle = lifecycle;
		this.context = context;
	}

	@Override
	public void start() {
		this.context.getBeanProvider(ListenerParticipant.class).orderedStream().forEach(this::start);
		this.running = true;
	}

	private void start(ListenerParticipant participant) {
		try {
			this.lifecycle.participate(participant);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(
					"Listener '" + participant.listenerName() + "' of " + participant + " cannot be obtained", ex);
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.lifecycle.dismissParticipants();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.START_STOP_LIFECYCLE_PHASE;
	}

}
