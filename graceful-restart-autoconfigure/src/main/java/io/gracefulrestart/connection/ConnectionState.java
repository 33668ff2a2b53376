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

package io.gracefulrestart.connection;

import java.time.Duration;

/**
 * What a server knows of a connection that the kernel does not, and that goes with it.
 *
 * @param served the requests that came on it so far, not negative
 * @param idle how long nothing has come on it, not negative
 */
public record ConnectionState(int served, Duration idle) {

	public ConnectionState {
		if (served < 0 || idle.isNegative()) {
			throw new IllegalArgumentException("Neither may be negative: " + served + " served, idle " + idle);
		}
	}

}
