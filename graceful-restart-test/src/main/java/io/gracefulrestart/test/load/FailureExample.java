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

package io.gracefulrestart.test.load;

import java.time.Duration;
import java.time.Instant;

/**
 * One failed request, with all that helps to find it in a log or a packet capture.
 *
 * @param time wall clock at its end
 * @param at time since the beginning of the run at its end
 * @param after time since it should have been sent
 * @param outcome how it failed
 * @param pattern label of the load pattern
 * @param connection number of the connection, counted from 1 over all clients
 * @param localPort the client's port, 0 if it did not get that far
 * @param answeredBefore requests that this connection had answered before
 * @param request what was asked
 * @param detail exception, or what was wrong with the response
 */
public record FailureExample(Instant time, Duration at, Duration after, Outcome outcome, String pattern,
		long connection, int localPort, int answeredBefore, String request, String detail) {

	@Override
	public String toString() {
		return "%s (+%.3f s) %s after %.1f ms: %s, %s on connection %d (port %d, %d answered before): %s".formatted(
				this.time, this.at.toNanos() / 1e9, this.outcome, this.after.toNanos() / 1e6, this.pattern,
				this.request, this.connection, this.localPort, this.answeredBefore, this.detail);
	}

}
