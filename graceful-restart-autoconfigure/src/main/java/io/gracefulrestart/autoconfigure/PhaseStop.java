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

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.context.Lifecycle;
import org.springframework.context.SmartLifecycle;

/**
 * Stops the beans of one phase, all at the same time.
 */
final class PhaseStop {

	private static final Log logger = LogFactory.getLog(PhaseStop.class);

	private final Map<String, Lifecycle> beans;

	private final Set<String> left = ConcurrentHashMap.newKeySet();

	private final CountDownLatch done;

	/**
	 * Create a stop.
	 * @param beans the beans by their names
	 */
	PhaseStop(Map<String, Lifecycle> beans) {
		this.beans = beans;
		this.left.addAll(beans.keySet());
		this.done = new CountDownLatch(beans.size());
	}

	/**
	 * Stop them and wait for that. One that fails counts as stopped; one that takes too
	 * long is named in a warning.
	 * @param deadline when to stop waiting
	 */
	void run(Deadline deadline) {
		this.beans.forEach(this::stop);
		try {
			if (!this.done.await(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
				logger.warn("Going on, although what only the serving process may do has not stopped in time: "
						+ this.left);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void stop(String name, Lifecycle bean) {
		try {
			if (!bean.isRunning()) {
				stopped(name);
			}
			else if (bean instanceof SmartLifecycle smart) {
				smart.stop(() -> stopped(name));
			}
			else {
				bean.stop();
				stopped(name);
			}
		}
		catch (RuntimeException ex) {
			logger.warn("Bean '" + name + "' does not stop", ex);
			stopped(name);
		}
	}

	// A bean may say so twice.
	private void stopped(String name) {
		if (this.left.remove(name)) {
			this.done.countDown();
		}
	}

}
