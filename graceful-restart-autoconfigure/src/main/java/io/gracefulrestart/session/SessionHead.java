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

package io.gracefulrestart.session;

import java.nio.ByteBuffer;

/**
 * What is known of a session besides its attributes.
 *
 * @param created when it was created, milliseconds since 1970
 * @param lastAccessed when its last request but the present one came, likewise
 * @param thisAccessed when its last request came, likewise
 * @param maxInactive seconds after which it expires, 0 or less for never
 * @param fresh whether its client does not know of it yet
 */
record SessionHead(long created, long lastAccessed, long thisAccessed, int maxInactive, boolean fresh) {

	static final int LENGTH = 3 * Long.BYTES + Integer.BYTES + 1;

	void write(ByteBuffer target) {
		target.putLong(this.created)
			.putLong(this.lastAccessed)
			.putLong(this.thisAccessed)
			.putInt(this.maxInactive)
			.put((byte) (this.fresh ? 1 : 0));
	}

	static SessionHead read(ByteBuffer source) {
		return new SessionHead(source.getLong(), source.getLong(), source.getLong(), source.getInt(),
				source.get() != 0);
	}

}
