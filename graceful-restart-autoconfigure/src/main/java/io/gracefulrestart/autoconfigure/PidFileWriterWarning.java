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

import io.gracefulrestart.lifecycle.GracefulRestartLifecycle;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.context.ApplicationPidFileWriter;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.support.AbstractApplicationContext;

/**
 * Warns of Spring Boot's own PID file, where another process may take over from this one:
 * a successor writes its id over this process's, and this process deletes the file when
 * it ends.
 */
final class PidFileWriterWarning implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(PidFileWriterWarning.class);

	private final GracefulRestartLifecycle lifecycle;

	PidFileWriterWarning(GracefulRestartLifecycle lifecycle) {
		this.lifecycle = lifecycle;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		if (this.lifecycle.isHandoffPossible()
				&& event.getApplicationContext() instanceof AbstractApplicationContext context
				&& context.getApplicationListeners().stream().anyMatch(ApplicationPidFileWriter.class::isInstance)) {
			logger
				.warn("PID file of Spring Boot's ApplicationPidFileWriter is deleted by the process that was replaced,"
						+ " when that ends, although it names the next one: set 'graceful-restart.pid-file' instead, and"
						+ " remove that listener");
		}
	}

}
