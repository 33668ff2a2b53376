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

package io.gracefulrestart;

/**
 * When state goes from one process to the other.
 *
 * @since 0.1.0
 */
public enum StateMoment {

	/**
	 * The successor is ready, and its predecessor serves on: everything.
	 */
	SNAPSHOT,

	/**
	 * Something else than the other process knows may have come about: whatever has been
	 * changed here since this process last wrote or read. Written right after the
	 * cutover, and once more when the requests that were in progress then are over. After
	 * a rollback it is the successor that writes it.
	 */
	DELTA

}
