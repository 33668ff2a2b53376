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

package io.gracefulrestart.web;

import java.io.EOFException;
import java.io.IOException;

/**
 * The application writes to a stream that was ended.
 */
final class StreamEndedException extends IOException {

	private static final long serialVersionUID = 1L;

	private static final String MESSAGE = "Stream was ended because the application is being replaced or stopped";

	StreamEndedException() {
		// By this cause Spring takes it for a client that has left, of which it makes no
		// noise.
		super(MESSAGE, new EOFException(MESSAGE));
	}

	static boolean isCauseOf(Throwable failure) {
		// Not for ever: causes may be a circle.
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < 100; depth++) {
			if (cause instanceof StreamEndedException) {
				return true;
			}
			cause = cause.getCause();
		}
		return false;
	}

}
