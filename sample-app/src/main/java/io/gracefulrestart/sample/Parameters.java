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

package io.gracefulrestart.sample;

import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/**
 * Checks of request parameters.
 */
final class Parameters {

	private Parameters() {
	}

	/**
	 * Checks a number that counts something.
	 * @param name the parameter's name
	 * @param value its value
	 * @throws ResponseStatusException with status 400, if the value is negative
	 */
	static void requireNotNegative(String name, long value) {
		if (value < 0) {
			throw new ResponseStatusException(HttpStatus.BAD_REQUEST,
					"'%s' must not be negative, but is %d".formatted(name, value));
		}
	}

}
