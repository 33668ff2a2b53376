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

package io.gracefulrestart;

import java.time.Instant;

/**
 * Published to the application's listeners when a process begins to finish what it has in
 * hand, before WebSocket sessions are closed and streams (server-sent events and the
 * like) are ended: whoever wants to say goodbye to clients says it now. On a thread of
 * its own; sessions are closed when all listeners have returned, or when
 * {@code streamsEnd} has come. What a listener throws is logged. If a successor fails,
 * the process may serve again afterwards, and drain again later.
 *
 * @param generation the generation of this process
 * @param successor whether a successor serves already, to which clients can come back at
 * once
 * @param streamsEnd when the last stream is ended
 * @param deadline when everything that is still in progress is cut
 * @since 0.1.0
 */
public record DrainStartedEvent(int generation, boolean successor, Instant streamsEnd, Instant deadline) {

}
