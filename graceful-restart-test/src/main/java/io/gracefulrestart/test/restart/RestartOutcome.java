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

/**
 * How a restart ended.
 */
public enum RestartOutcome {

	/**
	 * The successor serves, and the predecessor has ended with status 0.
	 */
	REPLACED,

	/**
	 * The successor ended before it served.
	 */
	SUCCESSOR_ENDED,

	/**
	 * The successor did not report in time that it is ready.
	 */
	SUCCESSOR_NOT_READY,

	/**
	 * The successor was ready, but did not answer in time.
	 */
	SUCCESSOR_NOT_SERVING,

	/**
	 * A request that asked who serves was not answered.
	 */
	PROBE_FAILED,

	/**
	 * The predecessor had not ended in time.
	 */
	PREDECESSOR_STILL_RUNNING,

	/**
	 * The predecessor has ended with another status than 0.
	 */
	PREDECESSOR_FAILED

}
