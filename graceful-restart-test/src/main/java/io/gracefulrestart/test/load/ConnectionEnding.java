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
 * How a server ended a kept-alive connection, one on which it had answered at least one
 * request. Connections that their client closed, or asked to be closed, are not counted.
 */
public enum ConnectionEnding {

	/**
	 * The last response said {@code Connection: close}. Not a failure: no request was
	 * lost.
	 */
	CLOSED_WITH_WARNING,

	/**
	 * Closed or reset although the last response had left it open. If it was found by a
	 * request, that request failed as well.
	 */
	CLOSED_WITHOUT_WARNING

}
