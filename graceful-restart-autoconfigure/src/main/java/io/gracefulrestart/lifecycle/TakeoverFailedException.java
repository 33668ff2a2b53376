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

package io.gracefulrestart.lifecycle;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Thrown at start when it cannot be found out who serves, or the process that does cannot
 * be followed: the cause tells why. Starting all the same could mean two who serve.
 *
 * @since 0.1.0
 */
public class TakeoverFailedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Path controlSocket;

	private final String reason;

	/**
	 * Create an exception.
	 * @param controlSocket the path of the control socket
	 * @param cause what went wrong
	 */
	public TakeoverFailedException(Path controlSocket, IOException cause) {
		super("Takeover through " + controlSocket + " failed: " + reason(cause), cause);
		this.controlSocket = controlSocket;
		this.reason = reason(cause);
	}

	private static String reason(IOException cause) {
		return (cause.getMessage() != null) ? cause.getMessage() : cause.toString();
	}

	/**
	 * Return where it was tried.
	 * @return the path of the control socket
	 */
	public Path getControlSocket() {
		return this.controlSocket;
	}

	/**
	 * Return what went wrong.
	 * @return a sentence fragment
	 */
	public String getReason() {
		return this.reason;
	}

}
