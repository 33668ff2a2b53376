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

package io.gracefulrestart.drain;

/**
 * What became of something that a drain found in progress, or open.
 *
 * @since 0.1.0
 */
public enum Fate {

	/**
	 * A request that got its whole response.
	 */
	COMPLETED,

	/**
	 * A stream that was ended in the way in which the application would have ended it.
	 */
	ENDED,

	/**
	 * A connection that went to the other process.
	 */
	MOVED,

	/**
	 * Ended by its client or by the application, told to leave or not.
	 */
	LEFT,

	/**
	 * Closed with what its protocol has to say for that, when nothing was in progress on
	 * it.
	 */
	CLOSED,

	/**
	 * Cut.
	 */
	CUT

}
