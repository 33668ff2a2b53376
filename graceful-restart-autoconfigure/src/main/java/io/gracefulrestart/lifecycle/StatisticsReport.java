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

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.gracefulrestart.RestartOutcome;

/**
 * What was counted over all generations, as far as this process knows. While the
 * predecessor drains, what it still does is missing; then nothing is.
 *
 * @param startedAt when the first generation started
 * @param uptime how long that is ago
 * @param requests requests that have got their whole response, on all connectors
 * @param connectionsAccepted connections that were accepted from the listeners
 * @param connectionsMoved how often an established connection went from one process to
 * another
 * @param restarts restarts by how they ended; one that may still be rolled back is in
 * none of the numbers
 * @since 0.1.0
 */
public record StatisticsReport(Instant startedAt, Duration uptime, long requests, long connectionsAccepted,
		long connectionsMoved, Map<RestartOutcome, Long> restarts) {

}
