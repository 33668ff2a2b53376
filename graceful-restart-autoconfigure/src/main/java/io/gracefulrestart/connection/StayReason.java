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

import java.util.Locale;

/**
 * Why a connection does not go to the successor, but is told to leave.
 */
public enum StayReason {

	/** Encrypted: the keys are in this process. */
	TLS,

	/** HTTP/2: what the streams share is in this process. */
	HTTP2,

	/** Another protocol has taken over: WebSocket. */
	UPGRADED,

	/** The successor did not take it, or had no room. */
	REFUSED;

	/**
	 * Return the reason as it is shown.
	 * @return its name in lower case
	 */
	public String id() {
		return name().toLowerCase(Locale.ROOT);
	}

}
