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

package io.gracefulrestart.test.faults;

import java.util.List;

/**
 * What has become of a round.
 *
 * @param round the round
 * @param end who serves
 * @param early whether the process that something was to happen to had ended before
 * @param requests how many requests there were
 * @param failed how many have failed, excused or not
 * @param findings what must not be, a text for each; empty if all is well
 */
record SoakReport(SoakRound round, End end, boolean early, long requests, long failed, List<String> findings) {

	@Override
	public String toString() {
		return this.round + (this.early ? " (had ended before)" : "") + ": " + this.end + ", " + this.requests
				+ " requests, " + this.failed + " failed" + (this.findings.isEmpty() ? "" : "; BUT " + this.findings);
	}

	/**
	 * Who serves at the end of a round.
	 */
	enum End {

		/**
		 * The successor.
		 */
		REPLACED,

		/**
		 * The predecessor, which had not handed over.
		 */
		STAYED,

		/**
		 * The predecessor, which had.
		 */
		CAME_BACK,

		/**
		 * Nobody.
		 */
		ENDED

	}

}
