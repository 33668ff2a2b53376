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

package io.gracefulrestart.test.load;

/**
 * How one request ended, as its client saw it. Everything but {@link #OK} is a failure.
 */
public enum Outcome {

	/**
	 * The expected status with the expected body, complete.
	 */
	OK,

	/**
	 * Nothing listened: the connection was refused.
	 */
	REFUSED,

	/**
	 * No connection within the time allowed: the SYN was dropped, or the queue full.
	 */
	CONNECT_TIMEOUT,

	/**
	 * The connection could not be made for a reason on the client's side, such as no free
	 * local port or no route.
	 */
	CONNECT_FAILED,

	/**
	 * The connection was reset before the first byte of the response.
	 */
	RESET_BEFORE_RESPONSE,

	/**
	 * The server closed the connection before the first byte of the response.
	 */
	EOF_BEFORE_RESPONSE,

	/**
	 * The connection was reset within the response.
	 */
	RESET_IN_RESPONSE,

	/**
	 * The server closed the connection within the response.
	 */
	EARLY_END,

	/**
	 * Connected, but no complete response within the time allowed.
	 */
	TIMEOUT,

	/**
	 * A complete response with a status of 500 or more.
	 */
	SERVER_ERROR,

	/**
	 * A complete response with a status that is neither the expected one nor 5xx.
	 */
	UNEXPECTED_STATUS,

	/**
	 * The expected status, but another body than the request must yield.
	 */
	WRONG_BODY,

	/**
	 * What came is no HTTP/1.1 response.
	 */
	MALFORMED;

	/**
	 * Return whether a client would complain.
	 * @return {@code true} for all but {@link #OK}
	 */
	public boolean isFailure() {
		return this != OK;
	}

}
