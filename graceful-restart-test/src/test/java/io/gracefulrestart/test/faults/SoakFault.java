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
 * What goes wrong in a round of the soak.
 */
enum SoakFault {

	/**
	 * Nothing.
	 */
	NONE,

	/**
	 * SIGKILL.
	 */
	KILL,

	/**
	 * SIGTERM.
	 */
	TERM,

	/**
	 * SIGSTOP, and SIGCONT after a while.
	 */
	FREEZE,

	/**
	 * SIGSTOP, and SIGKILL after a while.
	 */
	FREEZE_AND_KILL,

	/**
	 * The successor exits instead of being ready.
	 */
	EXIT,

	/**
	 * The successor's start is held, until it is released or its {@code ready-timeout} is
	 * over.
	 */
	HELD,

	/**
	 * Whoever serves is asked to give back.
	 */
	ROLLBACK;

	boolean kills() {
		return this == KILL || this == FREEZE_AND_KILL;
	}

}
