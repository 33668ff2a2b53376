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

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What has come for a session and is turned into objects when they are needed.
 *
 * @param contents all of it, {@code null} if it is as it was
 * @param changes what has changed since, in order
 */
// Nobody changes the bytes.
@SuppressWarnings("ArrayRecordComponent")
record Incoming(byte @Nullable [] contents, List<byte[]> changes) {

	static Incoming all(byte[] contents) {
		return new Incoming(contents, List.of());
	}

	/**
	 * Add changes.
	 * @param before what has come already, {@code null} for nothing
	 * @param changes the changes
	 * @return both
	 */
	static Incoming and(@Nullable Incoming before, byte[] changes) {
		if (before == null) {
			return new Incoming(null, List.of(changes));
		}
		List<byte[]> all = new ArrayList<>(before.changes);
		all.add(changes);
		return new Incoming(before.contents, all);
	}

}
