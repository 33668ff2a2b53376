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

import java.util.concurrent.atomic.AtomicBoolean;

import io.gracefulrestart.supervisor.SupervisorSettings;
import io.gracefulrestart.supervisor.UnitSettings;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Warns once of what in the systemd unit does not go with what this process does. On a
 * thread of its own, since systemd has to be asked.
 */
final class UnitCheck {

	private static final Log logger = LogFactory.getLog(UnitCheck.class);

	private final SupervisorSettings settings;

	private final String restartSignal;

	private final AtomicBoolean begun = new AtomicBoolean();

	UnitCheck(SupervisorSettings settings, String restartSignal) {
		this.settings = settings;
		this.restartSignal = restartSignal;
	}

	/**
	 * Begin, unless it has begun before.
	 * @param listeners how many listeners there are
	 */
	void begin(int listeners) {
		if (this.begun.compareAndSet(false, true)) {
			Thread thread = new Thread(
					() -> UnitSettings.contradictionsOfThisUnit(this.settings, listeners, this.restartSignal)
						.forEach(logger::warn),
					"graceful-restart-unit");
			thread.setDaemon(true);
			thread.start();
		}
	}

}
