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
 * A refusal: nothing has changed at the one who says it, and the conversation is over.
 *
 * @param reason the reason
 * @param text the same in words, for the operator
 * @param pid process id of the successor that is being waited for, when
 * {@link RefusalReason#BUSY}, else {@code null}
 */
public record Refused(RefusalReason reason, String text,
		@Nullable Long pid) implements Message, TakeoverResult, Ending {

	private static final Field REASON = new Field(1, "reason");

	private static final Field TEXT = new Field(2, "text");

	private static final Field PID = new Field(3, "pid");

	/**
	 * Create a refusal that names no other process.
	 * @param reason the reason
	 * @param text the same in words
	 */
	public Refused(RefusalReason reason, String text) {
		this(reason, text, null);
	}

	void write(FieldWriter writer) {
		writer.text(REASON, this.reason.name()).text(TEXT, this.text).number(PID, this.pid);
	}

	static Refused read(FieldReader reader) throws ProtocolException {
		return new Refused(reasonOf(reader.text(REASON)), reader.text(TEXT), reader.optionalNumber(PID));
	}

	// A newer process may have more reasons, and its text still tells what it means.
	private static RefusalReason reasonOf(String name) {
		for (RefusalReason reason : RefusalReason.values()) {
			if (reason.name().equals(name)) {
				return reason;
			}
		}
		return RefusalReason.UNKNOWN;
	}

}
