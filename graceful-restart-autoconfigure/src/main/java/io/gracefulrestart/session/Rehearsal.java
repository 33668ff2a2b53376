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

package io.gracefulrestart.session;

import java.time.Duration;

import io.gracefulrestart.time.Deadline;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Writes some sessions for nobody while a successor starts, so that what writes all of
 * them, when that one waits for it, has been compiled by then.
 */
final class Rehearsal {

	// Fewer are written sooner than compiled.
	private static final int WORTH_IT = 10_000;

	private static final int ENOUGH = 5_000;

	private static final Duration LONG_ENOUGH = Duration.ofSeconds(1);

	private static final Log logger = LogFactory.getLog(Rehearsal.class);

	private Rehearsal() {
	}

	/**
	 * Begin, in the background, if there are so many that it is worth it.
	 * @param sessions the sessions
	 */
	static void begin(LiveSessions sessions) {
		if (sessions.known().size() < WORTH_IT) {
			return;
		}
		Thread thread = new Thread(() -> run(sessions), "graceful-restart-session-rehearsal");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Write some, which changes nothing.
	 * @param sessions the sessions
	 * @return how many
	 */
	static int run(LiveSessions sessions) {
		Deadline deadline = Deadline.after(LONG_ENOUGH);
		Contents quiet = sessions.contents().quiet();
		int count = 0;
		long bytes = 0;
		for (LiveSession session : sessions.known()) {
			if (count == ENOUGH || deadline.hasPassed()) {
				break;
			}
			count++;
			bytes += session.rehearse(quiet);
		}
		logger.debug(count + " sessions (" + bytes / 1024 + " KiB) written for nobody");
		return count;
	}

}
