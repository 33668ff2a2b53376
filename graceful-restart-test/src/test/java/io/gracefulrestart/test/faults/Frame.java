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

package io.gracefulrestart.test.faults;

import org.jspecify.annotations.Nullable;

/**
 * Messages of the handoff by their numbers on the wire, as far as tests stop at them.
 */
enum Frame {

	HELLO(1), REFUSED(2), WELCOME(3), READY(4), COMMIT(6), SERVING(7), PROGRESS(8), DRAINED(10), RELEASED(11), BYE(12),
	CONNECTIONS(32), HELD(33), RELEASE(34), ADOPTED(35);

	private final int number;

	Frame(int number) {
		this.number = number;
	}

	static @Nullable Frame of(int number) {
		for (Frame frame : values()) {
			if (frame.number == number) {
				return frame;
			}
		}
		return null;
	}

}
