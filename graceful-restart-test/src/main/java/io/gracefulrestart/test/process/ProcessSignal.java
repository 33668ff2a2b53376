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

package io.gracefulrestart.test.process;

/**
 * Signals that tests send, named as {@code kill -s} takes them.
 */
public enum ProcessSignal {

	/**
	 * Ends an application in its orderly way.
	 */
	TERM,

	/**
	 * What a terminal sends on Ctrl-C.
	 */
	INT,

	/**
	 * Asks a daemon to restart or to read its configuration again.
	 */
	HUP,

	/**
	 * Freezes the process until {@link #CONT}; cannot be handled.
	 */
	STOP,

	/**
	 * Lets a frozen process go on.
	 */
	CONT,

	/**
	 * Makes a JVM print all its threads.
	 */
	QUIT,

	/**
	 * Ends the process at once; cannot be handled.
	 */
	KILL

}
