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

package io.gracefulrestart.test.restart;

import io.gracefulrestart.test.load.Load;
import io.gracefulrestart.test.process.ApplicationProcess;

/**
 * Is told how a scenario goes, by the thread that runs it.
 */
public interface ScenarioListener {

	/**
	 * The first process has been started, and is not ready yet.
	 * @param process the process
	 */
	default void starting(ApplicationProcess process) {
	}

	/**
	 * The first process is ready and the load has begun.
	 * @param process the process
	 * @param load the load, which the scenario stops
	 */
	default void serving(ApplicationProcess process, Load load) {
	}

	/**
	 * A successor is about to be started.
	 * @param number number of the restart, counted from 1
	 */
	default void restarting(int number) {
	}

	/**
	 * A restart is over.
	 * @param number number of the restart, counted from 1
	 * @param restart how it went
	 */
	default void restarted(int number, Restart restart) {
	}

	/**
	 * No more restarts follow; the load waits for its last answers.
	 */
	default void ending() {
	}

}
