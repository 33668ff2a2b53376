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
 * Takes connections to another process while their server is drained, so that they need
 * not be told to leave. Called by the thread that runs the drain.
 *
 * @since 0.1.0
 */
public interface Mover {

	/**
	 * Moves nothing.
	 */
	Mover NONE = new Mover() {

		@Override
		public void begin(Runnable ready) {
		}

		@Override
		public boolean move() {
			return true;
		}

		@Override
		public boolean isWaiting() {
			return false;
		}

		@Override
		public void end() {
		}

		@Override
		public int moved() {
			return 0;
		}

	};

	/**
	 * Begin, before any connection is told to leave.
	 * @param ready to be called, by any thread, when there is something to move
	 */
	void begin(Runnable ready);

	/**
	 * Move what is ready now.
	 * @return {@code false} if connections that were to be moved have to leave instead,
	 * from now on
	 */
	boolean move();

	/**
	 * Return whether connections wait to be moved, so that they must not be closed for
	 * being idle.
	 * @return whether moving is held up
	 */
	boolean isWaiting();

	/**
	 * End: whatever was not moved stays.
	 */
	void end();

	/**
	 * Return how many connections were moved.
	 * @return the number so far
	 */
	int moved();

}
