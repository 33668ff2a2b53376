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
 * What the supervisor is told of this process, and what it keeps for it: systemd's notify
 * protocol, watchdog and descriptor store, the file with the process id, the part that
 * process 1 plays. It says and writes what it is told to; who decides is
 * {@code lifecycle}. Internal; free of Spring.
 */
@NullMarked
package io.gracefulrestart.supervisor;

import org.jspecify.annotations.NullMarked;
