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

import java.lang.management.ManagementFactory;

import com.sun.management.OperatingSystemMXBean;
import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Warns once, when the application is ready, of what would keep its next version from
 * starting beside it. On a thread of its own, since loading the management beans takes
 * tens of milliseconds; only where a next version can take over at all.
 */
final class SideBySideWarnings implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(SideBySideWarnings.class);

	private final GracefulRestartLifecycle lifecycle;

	private final ApplicationContext context;

	SideBySideWarnings(GracefulRestartLifecycle lifecycle, ApplicationContext context) {
		this.lifecycle = lifecycle;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (event.getApplicationContext() == this.context
				&& (this.lifecycle.isHandoffPossible() || this.lifecycle.figures().isPortShared())) {
			Thread thread = new Thread(SideBySideWarnings::warn, "graceful-restart-check");
			thread.setDaemon(true);
			thread.start();
		}
	}

	private static void warn() {
		new SideBySideCheck(ManagementFactory.getRuntimeMXBean().getInputArguments(), Runtime.getRuntime().maxMemory(),
				memory())
			.obstacles()
			.forEach((obstacle) -> logger.warn("Next version may not start beside this one: " + obstacle));
	}

	/**
	 * Return the memory of the host, or of the container if that is less.
	 * @return the memory in bytes, 0 if it cannot be found out
	 */
	static long memory() {
		try {
			return (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system)
					? system.getTotalMemorySize() : 0;
		}
		catch (NoClassDefFoundError ex) {
			return 0; // a JDK without the module jdk.management
		}
	}

}
