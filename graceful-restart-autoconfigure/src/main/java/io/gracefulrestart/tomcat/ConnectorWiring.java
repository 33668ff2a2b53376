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

package io.gracefulrestart.tomcat;

import io.gracefulrestart.drain.Gate;
import io.gracefulrestart.listener.Listeners;

/**
 * What a connector of ours needs to take part: its listener's name, where listeners come
 * from, and the gate.
 *
 * @param name the listener's name
 * @param listeners the owner of all listeners
 * @param gate the gate whose door the connector becomes
 */
record ConnectorWiring(String name, Listeners listeners, Gate gate) {

}
