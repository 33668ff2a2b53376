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

import org.jspecify.annotations.Nullable;

/**
 * Compares each byte of a body with the {@link BytePattern}.
 */
class PatternCheck implements BodyCheck {

	private final long expected;

	private long received;

	private @Nullable String complaint;

	PatternCheck(long expected) {
		this.expected = expected;
	}

	@Override
	public void begin(ResponseHead head, int localPort) {
		this.received = 0;
		this.complaint = null;
	}

	@Override
	public void accept(byte[] bytes, int offset, int length) {
		byte next = BytePattern.at(this.received);
		for (int i = 0; i < length; i++) {
			if (bytes[offset + i] != next) {
				complain(i, bytes[offset + i], next);
				break;
			}
			next = (byte) ((next + 1 == (byte) BytePattern.PERIOD) ? 0 : next + 1);
		}
		this.received += length;
	}

	private void complain(int index, byte actual, byte wanted) {
		if (this.complaint == null) {
			this.complaint = "Byte %d of %d is %d instead of %d".formatted(this.received + index, this.expected,
					actual & 0xff, wanted & 0xff);
		}
	}

	long received() {
		return this.received;
	}

	@Override
	public @Nullable String complaint() {
		if (this.complaint == null && this.received != this.expected) {
			return this.received + " bytes instead of " + this.expected;
		}
		return this.complaint;
	}

}
