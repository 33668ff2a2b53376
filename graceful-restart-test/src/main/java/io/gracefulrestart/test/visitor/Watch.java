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

package io.gracefulrestart.test.visitor;

import io.gracefulrestart.test.load.RequestFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Something that an application has in its memory and that clients can look at. Used by
 * one thread at a time.
 */
interface Watch {

	/**
	 * Return what it is.
	 * @return one or two words
	 */
	String label();

	/**
	 * Bring it about, before the first restart.
	 * @param client who asks
	 * @return why that is not possible with this application, or {@code null}
	 * @throws RequestFailedException if there was no answer
	 */
	@Nullable String begin(CookieClient client) throws RequestFailedException;

	/**
	 * Look whether it is still there.
	 * @param client who asks
	 * @return what was seen
	 * @throws RequestFailedException if there was no answer
	 */
	Look look(CookieClient client) throws RequestFailedException;

	/**
	 * Describe what was there all the time.
	 * @param processes in how many processes
	 * @param looks at how many looks
	 * @return a few words
	 */
	String describe(int processes, int looks);

}
