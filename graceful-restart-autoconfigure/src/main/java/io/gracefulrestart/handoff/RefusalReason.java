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
 * Why a process does not hand over, or goes no further. The names are on the wire.
 */
public enum RefusalReason {

	/** Another successor is being waited for. */
	BUSY,

	/** The predecessor drains already. */
	DRAINING,

	/** The peer is another application. */
	OTHER_APPLICATION,

	/** The peer runs as another user. */
	OTHER_USER,

	/** The peer is this process. */
	SAME_PROCESS,

	/** There is no version of the protocol that both speak. */
	VERSION,

	/** Configuration does not allow it. */
	NOT_ALLOWED,

	/** The successor is in a container that ends when the predecessor does. */
	ENDS_WITH_PREDECESSOR,

	/** The successor has fewer free descriptors than there are listeners. */
	NO_ROOM,

	/** What was waited for did not come in time. */
	TOO_LATE,

	/** What the peer sent is against the protocol. */
	PROTOCOL,

	/** It was a rehearsal, and everything went well. */
	REHEARSED,

	/** The process that refuses has failed itself. */
	FAILED,

	/** The peer closed the conversation without a word, and lives on; never sent. */
	CLOSED,

	/** A reason that this version does not know: see its text; never sent. */
	UNKNOWN

}
