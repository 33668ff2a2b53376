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
 * Responses that go on until somebody ends them: server-sent events and the like. Each is
 * a request in progress, which a drain would wait for in vain. Thread safe.
 *
 * @since 0.1.0
 */
public interface Streams {

	/**
	 * Attribute of a request whose response is such a stream; any value.
	 */
	String ATTRIBUTE = "io.gracefulrestart.stream";

	/**
	 * There are none.
	 */
	Streams NONE = new Streams() {

		@Override
		public int count() {
			return 0;
		}

		@Override
		public int ended() {
			return 0;
		}

		@Override
		public int end(int maximum) {
			return 0;
		}

	};

	/**
	 * Count those that are open and were not told to end.
	 * @return the number of this instant
	 */
	int count();

	/**
	 * Count those that have got their end because they were told to.
	 * @return the number since the application started; it never falls
	 */
	int ended();

	/**
	 * End some of them as the application itself would, the oldest first: their clients
	 * see a response that is complete. Those that were told to end already are not told
	 * again. Returns soon, whether a client reads or not.
	 * @param maximum how many to end at most
	 * @return how many were told to end
	 */
	int end(int maximum);

}
