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

package io.gracefulrestart.test.restart;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the steps of a restart were seen from outside, each counted from the start of the
 * successor's process; {@code null} if that was never seen.
 *
 * @param ready the successor reported that it is ready
 * @param serving the successor answered on a new connection
 * @param predecessorEnded the predecessor had ended
 */
public record RestartTimings(@Nullable Duration ready, @Nullable Duration serving,
		@Nullable Duration predecessorEnded) {

}
