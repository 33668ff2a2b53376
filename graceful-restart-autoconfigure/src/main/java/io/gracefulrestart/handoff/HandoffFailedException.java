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

import org.jspecify.annotations.Nullable;

/**
 * A handoff has failed before its cutover, and what the successor is to be told.
 */
final class HandoffFailedException extends Exception {

	private static final long serialVersionUID = 1L;

	private final FailureCause failureCause;

	private final String reason;

	private final transient @Nullable Refused farewell;

	/**
	 * Create an exception.
	 * @param failureCause why, for programs
	 * @param reason why, in words
	 * @param farewell the last message to the successor, {@code null} if it is gone
	 */
	HandoffFailedException(FailureCause failureCause, String reason, @Nullable Refused farewell) {
		super(reason);
		this.failureCause = failureCause;
		this.reason = reason;
		this.farewell = farewell;
	}

	FailureCause failureCause() {
		return this.failureCause;
	}

	String reason() {
		return this.reason;
	}

	@Nullable Refused farewell() {
		return this.farewell;
	}

}
