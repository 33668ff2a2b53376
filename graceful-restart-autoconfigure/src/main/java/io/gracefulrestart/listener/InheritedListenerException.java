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

import org.jspecify.annotations.Nullable;

/**
 * An environment variable promises a listener that is not there.
 */
public final class InheritedListenerException extends IOException {

	private static final long serialVersionUID = 1L;

	private final String variable;

	private final String value;

	private final String reason;

	InheritedListenerException(String variable, String value, String reason) {
		this(variable, value, reason, null);
	}

	InheritedListenerException(String variable, String value, String reason, @Nullable Throwable cause) {
		super("Environment variable " + variable + "=" + value + " cannot be used: " + reason
				+ ". Start the application by the supervisor that sets it (from a script, with 'exec'), or remove it",
				cause);
		this.variable = variable;
		this.value = value;
		this.reason = reason;
	}

	/**
	 * Return which variable.
	 * @return the name of the environment variable
	 */
	public String variable() {
		return this.variable;
	}

	/**
	 * Return what it says.
	 * @return the value of the environment variable
	 */
	public String value() {
		return this.value;
	}

	/**
	 * Return what is wrong with it.
	 * @return a sentence fragment
	 */
	public String reason() {
		return this.reason;
	}

}
