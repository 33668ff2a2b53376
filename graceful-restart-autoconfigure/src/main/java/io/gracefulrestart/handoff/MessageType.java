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
 * Types of message and their numbers on the wire, which are never given to anything else.
 * Those from 32 on move established connections; 5 was part of the state, which has a
 * channel of its own now.
 */
enum MessageType {

	/** Successor: who it is, and that it wants to take over. */
	HELLO(1),

	/** Either: no, and why; the last message. Understood in every version. */
	REFUSED(2),

	/** Predecessor: who it is, with the descriptors of its listeners. */
	WELCOME(3),

	/** Successor: started, its gate is closed. */
	READY(4),

	/** Predecessor: it does not accept any more, the successor may. */
	COMMIT(6),

	/** Successor: it accepts, the cutover is done. Predecessor: so does it, again. */
	SERVING(7),

	/** Predecessor: how far its drain has come. */
	PROGRESS(8),

	/** Predecessor: its serving-only work has stopped, and may start at the successor. */
	QUIESCED(9),

	/** Predecessor: the drain has ended. */
	DRAINED(10),

	/** Predecessor: it will not come back. */
	RELEASED(11),

	/**
	 * Either: the sender ends on purpose; the last message. Understood in every version.
	 */
	BYE(12),

	/** Successor: it has closed its gate, the predecessor is to accept again. */
	ROLLBACK(13),

	/** Successor: it stays, the predecessor need not come back if it dies. */
	SETTLED(14),

	/** Successor: started, but something keeps it from being ready. */
	NOT_READY(15, 2),

	/** Predecessor: a batch of established connections. */
	CONNECTIONS(32),

	/** Successor: it has the batch, and reads none of it yet. */
	HELD(33),

	/** Predecessor: it has given up its copies of the batch. */
	RELEASE(34),

	/** Successor: the batch is served. */
	ADOPTED(35),

	/** Predecessor: it has taken the batch back. */
	WITHDRAWN(36);

	private final int number;

	private final int since;

	MessageType(int number) {
		this(number, 1);
	}

	MessageType(int number, int since) {
		this.number = number;
		this.since = since;
	}

	int number() {
		return this.number;
	}

	/**
	 * Return the oldest version of the protocol that has messages of this type.
	 * @return the version
	 */
	int since() {
		return this.since;
	}

	/**
	 * Return the type with the given number.
	 * @param number number on the wire
	 * @return the type, or {@code null} if there is none
	 */
	static @Nullable MessageType of(int number) {
		for (MessageType type : values()) {
			if (type.number == number) {
				return type;
			}
		}
		return null;
	}

}
