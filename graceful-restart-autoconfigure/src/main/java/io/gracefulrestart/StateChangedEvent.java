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

import io.gracefulrestart.GracefulRestart.State;

/**
 * Published to the application's listeners after every change of state, in order. On the
 * thread that changed it; what changes before the application's listeners are there is
 * told as soon as they are. A listener must not block: the handoff stands still
 * meanwhile. What it throws is logged.
 *
 * @param from the state before
 * @param to the state now
 * @param generation the generation of this process
 * @since 0.1.0
 */
public record StateChangedEvent(State from, State to, int generation) {

}
