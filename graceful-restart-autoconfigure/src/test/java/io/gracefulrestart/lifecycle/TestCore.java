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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.drain.DrainSettings;
import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.lifecycle.LifecycleSettings.Takeover;
import io.gracefulrestart.listener.InheritedListeners;
import io.gracefulrestart.listener.Listener;
import io.gracefulrestart.listener.ListenerMode;
import io.gracefulrestart.listener.ListenerRequest;
import io.gracefulrestart.listener.Listeners;
import io.gracefulrestart.supervisor.SupervisorSettings;
import org.jspecify.annotations.Nullable;

/**
 * What a lifecycle is made of, with real listeners on free ports of the loopback
 * interface and an application that does nothing.
 */
final class TestCore {

	final FakeApplication application = new FakeApplication();

	final Listeners listeners = new Listeners(ListenerMode.AUTO, InheritedListeners.none());

	final Gate gate = new Gate();

	final LifecycleSettings settings;

	TestCore(LifecycleSettings settings) {
		this.settings = settings;
	}

	static LifecycleSettings settings(@Nullable Path controlSocket) {
		return settings(controlSocket, Takeover.ALLOWED, Duration.ofSeconds(10));
	}

	static LifecycleSettings settings(@Nullable Path controlSocket, Takeover takeover, Duration readyTimeout) {
		return new LifecycleSettings("demo", controlSocket, (controlSocket != null) ? null : "a test wants none",
				takeover, readyTimeout, "/warm", true,
				DrainSettings.withoutGrace(Duration.ZERO, Duration.ofSeconds(10)), Duration.ZERO, List.of(), null,
				SupervisorSettings.NONE, null);
	}

	/**
	 * Return settings with a probation.
	 */
	static LifecycleSettings onProbation(Path controlSocket, Duration probation) {
		return new LifecycleSettings("demo", controlSocket, null, Takeover.ALLOWED, Duration.ofSeconds(10), "/warm",
				true, DrainSettings.withoutGrace(Duration.ZERO, Duration.ofSeconds(10)), probation, List.of(), null,
				SupervisorSettings.NONE, null);
	}

	static LifecycleSettings settings(Duration drainDelay, Duration drainTimeout) {
		return new LifecycleSettings("demo", null, "a test wants none", Takeover.ALLOWED, Duration.ofSeconds(10), null,
				true, DrainSettings.withoutGrace(drainDelay, drainTimeout), Duration.ZERO, List.of(), null,
				SupervisorSettings.NONE, null);
	}

	Core core() {
		return new Core(this.settings, this.application, this.listeners, this.gate);
	}

	GracefulRestartLifecycle lifecycle() {
		return new GracefulRestartLifecycle(this.settings, this.application, this.listeners, this.gate);
	}

	Listener listen() throws IOException {
		return this.listeners
			.obtain(new ListenerRequest("http", new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10));
	}

}
