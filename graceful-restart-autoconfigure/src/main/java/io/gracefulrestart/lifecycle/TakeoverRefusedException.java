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

import java.nio.file.Path;

import io.gracefulrestart.handoff.RefusalReason;

/**
 * Thrown at start when the process that serves now refuses to be followed by this one.
 *
 * @since 0.1.0
 */
public class TakeoverRefusedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final Path controlSocket;

	private final RefusalReason reason;

	private final String text;

	/**
	 * Create an exception.
	 * @param controlSocket the path of the control socket
	 * @param reason why it refused
	 * @param text what it said
	 */
	public TakeoverRefusedException(Path controlSocket, RefusalReason reason, String text) {
		super("Takeover refused (" + reason + ") by the process behind " + controlSocket + ": " + text);
		this.controlSocket = controlSocket;
		this.reason = reason;
		this.text = text;
	}

	/**
	 * Return where the refusing process was met.
	 * @return the path of the control socket
	 */
	public Path getControlSocket() {
		return this.controlSocket;
	}

	/**
	 * Return why it refused.
	 * @return the reason
	 */
	public RefusalReason getReason() {
		return this.reason;
	}

	/**
	 * Return what it said.
	 * @return a text for people
	 */
	public String getText() {
		return this.text;
	}

}
