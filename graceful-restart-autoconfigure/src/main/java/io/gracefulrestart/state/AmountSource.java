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

package io.gracefulrestart.state;

import java.util.Map;

/**
 * Counts in this process.
 */
@FunctionalInterface
public interface AmountSource {

	/**
	 * Return what was counted here, and nothing that was inherited.
	 * @return the amounts of this instant; not changed any more
	 */
	Map<Series, Amount> own();

	/**
	 * What was counted here was shown to the other process, which may serve by now.
	 */
	default void shown() {
		// Nothing else is to be told.
	}

	/**
	 * Return whether a series goes on in the other process.
	 * @param name its name
	 * @return {@code false} for one that each process has for itself
	 */
	default boolean isCarried(String name) {
		return true;
	}

}
