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

/**
 * Those who have to do with what happens between this process and its successor.
 */
interface Neighbours {

	/**
	 * Nobody.
	 */
	Neighbours NONE = new Neighbours() {

		@Override
		public void settle() {
		}

		@Override
		public void serveAgain() {
		}

		@Override
		public void awaitQuiet() {
		}

	};

	/**
	 * A successor is about to get the listeners: let a predecessor that still drains know
	 * that it need not come back.
	 * @throws IOException if it cannot be told; it may be stopped
	 */
	void settle() throws IOException;

	/**
	 * This process serves again, since the successor that had the control socket is dead.
	 */
	void serveAgain();

	/**
	 * Wait until this process's own predecessor does no serving-only work any more, or is
	 * gone: nobody else may begin before. Not for ever.
	 */
	void awaitQuiet();

}
