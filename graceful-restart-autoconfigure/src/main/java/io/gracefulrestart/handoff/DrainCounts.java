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

import java.util.List;
import java.util.Map;

/**
 * How the work ended that the predecessor had begun.
 *
 * @param completed requests that got their whole response
 * @param forced requests and connections that were cut at the drain's deadline
 * @param moved connections that went to the successor
 * @param fates how many of each kind had which fate, see {@link HandoffRecord}
 * @param cut what was cut, for people, the oldest first
 */
public record DrainCounts(long completed, long forced, long moved, Map<String, Map<String, Long>> fates,
		List<String> cut) {

	/**
	 * Create counts of nothing but requests and moves.
	 * @param completed requests that got their whole response
	 * @param forced requests and connections that were cut
	 * @param moved connections that went to the successor
	 */
	public DrainCounts(long completed, long forced, long moved) {
		this(completed, forced, moved, Map.of(), List.of());
	}

}
