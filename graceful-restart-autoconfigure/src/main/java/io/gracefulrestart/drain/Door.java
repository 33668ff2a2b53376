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

package io.gracefulrestart.drain;

/**
 * What one accepting party (a connector, a listener that the application owns) does when
 * the {@link Gate} moves. Both movements are made by one thread at a time.
 *
 * @since 0.1.0
 */
public interface Door {

	/**
	 * Return the name of the listener that is accepted from.
	 * @return the listener's name
	 */
	String name();

	/**
	 * Start to accept connections; called on the cutover's critical path, so whatever can
	 * be prepared is prepared before.
	 */
	void open();

	/**
	 * Stop to accept. When this returns, no thread of this party is between the kernel's
	 * accept queue and the place where an accepted connection is counted. Connections
	 * that were accepted go on; those still queued in the kernel stay there, untouched.
	 */
	void close();

}
