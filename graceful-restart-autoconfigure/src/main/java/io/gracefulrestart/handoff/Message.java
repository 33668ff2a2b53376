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

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A message of the conversation, as a value; {@link MessageCodec} knows its form on the
 * wire. Those that consist of nothing but their type are nested here.
 */
sealed interface Message permits Hello, Refused, Welcome, Serving, Progress, Connections, Held, Message.Release,
		Message.Withdrawn, Message.Adopted, Message.Drained, Message.Bye, Message.Ready, Message.Commit,
		Message.Quiesced, Message.Released, Message.Rollback, Message.Settled, Message.NotReady {

	/**
	 * The drain has ended, and what it has changed of the state was given.
	 *
	 * @param counts how the requests and the connections ended
	 * @param handoff the finished handoff
	 */
	record Drained(DrainCounts counts, HandoffRecord handoff) implements Message {

		private static final Field COMPLETED = new Field(1, "completed");

		private static final Field FORCED = new Field(2, "forced");

		private static final Field HANDOFF = new Field(3, "handoff");

		private static final Field MOVED = new Field(4, "moved");

		void write(FieldWriter writer) {
			writer.number(COMPLETED, this.counts.completed())
				.number(FORCED, this.counts.forced())
				.number(MOVED, this.counts.moved())
				.group(HANDOFF, this.handoff::write);
		}

		static Drained read(FieldReader reader) throws ProtocolException {
			HandoffRecord handoff = HandoffRecord.read(reader.group(HANDOFF));
			return new Drained(new DrainCounts(reader.number(COMPLETED), reader.number(FORCED), reader.number(MOVED),
					handoff.fates(), handoff.cut()), handoff);
		}

	}

	/**
	 * The sender ends on purpose.
	 *
	 * @param reason why, for logs, or {@code null} if there is nothing to say
	 */
	record Bye(@Nullable String reason) implements Message {

		private static final Field REASON = new Field(1, "reason");

		void write(FieldWriter writer) {
			writer.text(REASON, this.reason);
		}

		static Bye read(FieldReader reader) throws ProtocolException {
			return new Bye(reader.optionalText(REASON));
		}

	}

	/**
	 * The predecessor will not read the batch any more: the successor may.
	 *
	 * @param batch number of the batch
	 */
	record Release(int batch) implements Message {

		private static final Field BATCH = new Field(1, "batch");

		void write(FieldWriter writer) {
			writer.number(BATCH, this.batch);
		}

		static Release read(FieldReader reader) throws ProtocolException {
			return new Release(reader.count(BATCH));
		}

	}

	/**
	 * The predecessor has taken the batch back: the successor closes its copies.
	 *
	 * @param batch number of the batch
	 */
	record Withdrawn(int batch) implements Message {

		private static final Field BATCH = new Field(1, "batch");

		void write(FieldWriter writer) {
			writer.number(BATCH, this.batch);
		}

		static Withdrawn read(FieldReader reader) throws ProtocolException {
			return new Withdrawn(reader.count(BATCH));
		}

	}

	/**
	 * The successor serves the batch.
	 *
	 * @param batch number of the batch
	 * @param count how many connections of it
	 */
	record Adopted(int batch, int count) implements Message {

		private static final Field BATCH = new Field(1, "batch");

		private static final Field COUNT = new Field(2, "count");

		void write(FieldWriter writer) {
			writer.number(BATCH, this.batch).number(COUNT, this.count);
		}

		static Adopted read(FieldReader reader) throws ProtocolException {
			return new Adopted(reader.count(BATCH), reader.count(COUNT));
		}

	}

	/**
	 * The successor has started, and asks itself again and again whether it is ready.
	 *
	 * @param obstacle what it waits for, for people; what is longer than
	 * {@value #LONGEST} characters is cut
	 */
	record NotReady(String obstacle) implements Message {

		static final int LONGEST = 1000;

		private static final Field OBSTACLE = new Field(1, "obstacle");

		public NotReady {
			obstacle = obstacle.substring(0, Math.min(LONGEST, obstacle.length()));
		}

		void write(FieldWriter writer) {
			writer.text(OBSTACLE, this.obstacle);
		}

		static NotReady read(FieldReader reader) throws ProtocolException {
			return new NotReady(reader.text(OBSTACLE));
		}

	}

	/**
	 * The successor has started.
	 *
	 * @param checks how long it has looked whether it is ready, of the time since HELLO
	 */
	record Ready(Duration checks) implements Message {

		private static final Field CHECKS = new Field(1, "checks");

		/**
		 * Create a message of one that has not looked.
		 */
		Ready() {
			this(Duration.ZERO);
		}

		void write(FieldWriter writer) {
			writer.duration(CHECKS, this.checks);
		}

		// Version 1 did not have it.
		static Ready read(FieldReader reader) throws ProtocolException {
			return (reader.optionalNumber(CHECKS) != null) ? new Ready(reader.duration(CHECKS)) : new Ready();
		}

	}

	/** The successor may accept. */
	record Commit() implements Message {

	}

	/** The predecessor's serving-only work has stopped. */
	record Quiesced() implements Message {

	}

	/** The predecessor will not come back. */
	record Released() implements Message {

	}

	/**
	 * The predecessor is to accept again: the successor has closed its gate.
	 *
	 * @param reason why, for logs and the history
	 */
	record Rollback(String reason) implements Message {

		private static final Field REASON = new Field(1, "reason");

		void write(FieldWriter writer) {
			writer.text(REASON, this.reason);
		}

		static Rollback read(FieldReader reader) throws ProtocolException {
			return new Rollback(reader.text(REASON));
		}

	}

	/** The predecessor need not come back. */
	record Settled() implements Message {

	}

}
