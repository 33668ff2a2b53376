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

package io.gracefulrestart.actuate;

import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Warns of endpoints on a port that two versions share while one replaces the other: a
 * probe or a scrape meets one of the two by chance.
 */
public final class SharedPortWarning implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(SharedPortWarning.class);

	private final GracefulRestartLifecycle lifecycle;

	private final Environment environment;

	/**
	 * Create a warning.
	 * @param lifecycle tells whether ports are shared
	 * @param environment tells where the endpoints are
	 */
	public SharedPortWarning(GracefulRestartLifecycle lifecycle, Environment environment) {
		this.lifecycle = lifecycle;
		this.environment = environment;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.lifecycle.figures().isPortShared()
				&& ManagementPortType.get(this.environment) == ManagementPortType.SAME) {
			logger.warn("Actuator endpoints are on a port that two versions share while one replaces the other: "
					+ "a probe or scrape meets one of them by chance. Give each version a 'management.server.port' "
					+ "of its own");
		}
	}

}
