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

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The control socket cannot be used, in a way that the operator has to mend: it is not
 * safe, not a socket, or its path is too long. Nothing was changed.
 */
public class ControlSocketException extends IOException {

	private static final long serialVersionUID = 1L;

	private final transient Path path;

	private final String reason;

	private final String action;

	/**
	 * Create an exception.
	 * @param path what cannot be used: the socket, or its directory
	 * @param reason what is wrong with it, with owner and mode where they matter
	 * @param action what to do about it
	 * @param cause the failed call, {@code null} if none failed
	 */
	public ControlSocketException(Path path, String reason, String action, @Nullable Throwable cause) {
		super(path + " " + reason, cause);
		this.path = path;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Return what cannot be used.
	 * @return the path of the socket, or of its directory
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Return what is wrong with it.
	 * @return a fragment that follows the path
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Return what the operator can do.
	 * @return a sentence
	 */
	public String action() {
		return this.action;
	}

}
