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

/**
 * Why a handoff did not come to its cutover.
 */
public enum FailureCause {

	/** End of file: the successor died. */
	DIED,

	/** The successor said that it ends. */
	ENDED,

	/** No READY in time. */
	NOT_READY,

	/** No SERVING in time. */
	NOT_SERVING,

	/** The successor has fewer free descriptors than there are listeners. */
	NO_ROOM,

	/** The successor broke the protocol, or did not take what it was sent. */
	PROTOCOL,

	/** It was a rehearsal, and the successor was ready. */
	REHEARSED,

	/** This process called it off. */
	CALLED_OFF,

	/** This process failed. */
	FAILED

}
