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

package io.gracefulrestart.handoff;

import java.util.Locale;

/**
 * Phases of a handoff that are timed at the predecessor, in order: each ends where the
 * next begins.
 */
public enum HandoffPhase {

	/** The predecessor starts the successor's process, if it does: until HELLO. */
	SPAWN,

	/** The successor starts: HELLO until its application is ready. */
	START,

	/** The successor looks whether it is ready. */
	CHECKS,

	/** The predecessor gives its state, and serves on: from READY. */
	STATE,

	/** The predecessor stops accepting: until COMMIT. */
	LISTENERS,

	/** Nobody accepts, new connections wait in the kernel: COMMIT to SERVING. */
	CUTOVER,

	/** Idle connections move to the successor, which accepts by now. */
	CONNECTIONS,

	/** The predecessor finishes what it has begun, until DRAINED. */
	DRAIN;

	/**
	 * Return the phase's name in a {@link HandoffRecord}.
	 * @return the name, lower case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
