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

/**
 * The conversation in which a predecessor gives its listeners and its state to its
 * successor, both ends of it: the wire format, the control socket, and the order of the
 * messages. It tells the lifecycle what has happened and never changes the process's
 * state itself. Internal.
 */
@NullMarked
package io.gracefulrestart.handoff;

import org.jspecify.annotations.NullMarked;
