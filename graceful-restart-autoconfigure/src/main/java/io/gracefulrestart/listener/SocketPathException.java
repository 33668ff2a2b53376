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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * The path of a Unix listener cannot be used, in a way that the operator has to mend.
 * Nothing was changed.
 */
public final class SocketPathException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String name;

	private final transient Path path;

	private final String reason;

	private final String action;

	/**
	 * Create an exception.
	 * @param name name of the listener
	 * @param path the path
	 * @param reason what is wrong with it: a fragment that follows the path
	 * @param action what the operator can do: a sentence without its end
	 * @param cause the failed call, {@code null} if none failed
	 */
	public SocketPathException(String name, Path path, String reason, String action, @Nullable Exception cause) {
		super("Listener '" + name + "': " + path + " " + reason, cause);
		this.name = name;
		this.path = path;
		this.reason = reason;
		this.action = action;
	}

	/**
	 * Return which listener.
	 * @return the name of the listener
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Return where it was to be bound.
	 * @return the path
	 */
	public Path path() {
		return this.path;
	}

	/**
	 * Return what is wrong with the path.
	 * @return a fragment that follows the path
	 */
	public String reason() {
		return this.reason;
	}

	/**
	 * Return what the operator can do.
	 * @return a sentence without its end
	 */
	public String action() {
		return this.action;
	}

}
