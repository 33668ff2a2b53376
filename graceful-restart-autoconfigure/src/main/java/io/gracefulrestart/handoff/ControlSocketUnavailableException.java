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

import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * There is no place for the control socket: its directory is missing, read-only, full or
 * may not be written. The application can serve without a handoff.
 */
public class ControlSocketUnavailableException extends ControlSocketException {

	private static final long serialVersionUID = 1L;

	/**
	 * Create an exception.
	 * @param path what cannot be used
	 * @param reason what is wrong with it
	 * @param cause the failed call, {@code null} if none failed
	 */
	public ControlSocketUnavailableException(Path path, String reason, @Nullable Throwable cause) {
		super(path, reason, "Make the directory writable for this user, or name another place with"
				+ " graceful-restart.handoff.socket.", cause);
	}

}
