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

package io.gracefulrestart.test.demo;

import io.gracefulrestart.test.load.Answerer;
import io.gracefulrestart.test.load.LoadProgress;
import io.gracefulrestart.test.restart.Restart;

/**
 * Puts into words what is going on. Thread safe.
 */
final class Story {

	private final int restarts;

	private int restart;

	private boolean restarting;

	private int generation = 1;

	Story(int restarts) {
		this.restarts = restarts;
	}

	synchronized String restarting(int number) {
		this.restart = number;
		this.restarting = true;
		return "Restart " + number + " of " + this.restarts + " begins";
	}

	synchronized String restarted(Restart result) {
		this.restarting = false;
		this.generation++;
		if (!result.isReplaced()) {
			return "Restart " + this.restart + " failed: " + result.outcome();
		}
		return "Restart %d done: process %d serves; ready after %s, predecessor gone after %s".formatted(this.restart,
				result.successor().pid(), Text.seconds(result.timings().ready()),
				Text.seconds(result.timings().predecessorEnded()));
	}

	/**
	 * Describe the moment.
	 * @param progress how the load stands
	 * @return who serves, requests, failures and phase, in one line
	 */
	synchronized String moment(LoadProgress progress) {
		if (progress.serving().equals(Answerer.UNKNOWN)) {
			return "no answer yet";
		}
		return "generation %d (pid %d) serves, %,d requests, %,d failed, %s".formatted(progress.serving().generation(),
				progress.serving().pid(), progress.requests(), progress.failed(), phase(progress));
	}

	private String phase(LoadProgress progress) {
		if (!this.restarting) {
			return "steady";
		}
		boolean cutOver = progress.serving().generation() > this.generation;
		return "restart " + this.restart + "/" + this.restarts
				+ (cutOver ? ": predecessor drains" : ": successor starts");
	}

}
