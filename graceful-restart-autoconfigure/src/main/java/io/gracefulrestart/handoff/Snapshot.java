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

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * State that a successor inherits besides the listeners: bytes by the name of what they
 * belong to, in order. The bytes are not copied and must not be changed.
 *
 * @param entries the state
 */
public record Snapshot(Map<String, byte[]> entries) {

	/** No state. */
	public static final Snapshot EMPTY = new Snapshot(Map.of());

	public Snapshot {
		entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
	}

}
