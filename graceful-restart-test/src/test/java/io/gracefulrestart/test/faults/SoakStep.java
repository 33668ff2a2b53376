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

package io.gracefulrestart.test.faults;

/**
 * When it goes wrong. Where a {@link Relay} stands between the two, it is the exact step
 * of their conversation, else a random instant after the line by which one of them says
 * that it has come so far.
 */
enum SoakStep {

	/**
	 * While the successor's JVM starts.
	 */
	START(600),

	/**
	 * The application has started, READY is on its way.
	 */
	BEFORE_READY(20),

	/**
	 * COMMIT is on its way: nobody accepts.
	 */
	COMMIT(60),

	/**
	 * SERVING is on its way: the successor accepts, its predecessor does not know.
	 */
	SERVING(10),

	/**
	 * While connections move.
	 */
	MOVING(20),

	/**
	 * While the predecessor completes its requests.
	 */
	DRAIN(400),

	/**
	 * While the predecessor stands by.
	 */
	STANDBY(1500),

	/**
	 * When the predecessor has ended.
	 */
	AFTER_PROBATION(100);

	private final int latestMillis;

	SoakStep(int latestMillis) {
		this.latestMillis = latestMillis;
	}

	/**
	 * Return within which time after its beginning the fault comes.
	 * @return milliseconds
	 */
	int latestMillis() {
		return this.latestMillis;
	}

}
