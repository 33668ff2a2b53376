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

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The successor has a batch, and reads none of it yet. On the wire the places are an
 * array of 4 bytes each.
 *
 * @param batch number of the batch
 * @param refused places in the batch of the connections that it has not taken, ascending
 * @param reason why it has not, for people; {@code null} if it has taken all whose
 * clients are still there
 */
record Held(int batch, List<Integer> refused, @Nullable String reason) implements Message {

	private static final Field BATCH = new Field(1, "batch");

	private static final Field REFUSED = new Field(2, "refused");

	private static final Field REASON = new Field(3, "reason");

	Held {
		refused = List.copyOf(refused);
	}

	void write(FieldWriter writer) {
		ByteBuffer places = ByteBuffer.allocate(this.refused.size() * Integer.BYTES);
		this.refused.forEach(places::putInt);
		writer.number(BATCH, this.batch).bytes(REFUSED, places.array()).text(REASON, this.reason);
	}

	static Held read(FieldReader reader) throws ProtocolException {
		ByteBuffer places = ByteBuffer.wrap(reader.bytes(REFUSED));
		if (places.remaining() % Integer.BYTES != 0) {
			throw new ProtocolException("HELD has a part of a place");
		}
		List<Integer> refused = new ArrayList<>();
		while (places.hasRemaining()) {
			int place = places.getInt();
			if (place < (refused.isEmpty() ? 0 : refused.get(refused.size() - 1) + 1)) {
				throw new ProtocolException("HELD has places out of order");
			}
			refused.add(place);
		}
		return new Held(reader.count(BATCH), refused, reader.optionalText(REASON));
	}

}
