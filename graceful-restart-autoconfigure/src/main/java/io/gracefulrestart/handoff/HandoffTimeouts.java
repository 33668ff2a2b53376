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

import java.time.Duration;

/**
 * How long each end waits for the other where no setting of the user's says so.
 *
 * @param hello for a peer that has connected to say HELLO
 * @param answer for the peer to take a message that needs no work
 * @param serving from COMMIT to SERVING, in which nobody accepts
 * @param death from end of file until the peer's process is seen to be gone; one that
 * lives longer has closed the conversation on purpose
 * @param held from CONNECTIONS to HELD, in which nobody reads the connections
 */
public record HandoffTimeouts(Duration hello, Duration answer, Duration serving, Duration death, Duration held) {

	/** What the design promises. */
	public static final HandoffTimeouts DEFAULTS = new HandoffTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(5),
			Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2));

	/** For a last word that changes nothing. */
	static final Duration FAREWELL = Duration.ofMillis(500);

	/** Between two looks whether something has happened that nobody tells. */
	static final Duration PAUSE = Duration.ofMillis(5);

}
