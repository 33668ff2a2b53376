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

/**
 * What a visitor has found out about something that the next version should inherit.
 *
 * @param label what it is, in a word or two
 * @param result how it ended
 * @param detail what was there, what was lost or why it was not tried
 */
public record Finding(String label, Result result, String detail) {

	static String processes(int count) {
		return (count == 1) ? "1 process" : count + " processes";
	}

	@Override
	public String toString() {
		return switch (this.result) {
			case KEPT -> this.detail;
			case LOST -> "LOST: " + this.detail;
			case NOT_TRIED -> "not tried: " + this.detail;
		};
	}

	/**
	 * How it ended.
	 */
	public enum Result {

		/**
		 * It was there at every look.
		 */
		KEPT,

		/**
		 * It was gone, or not as it was.
		 */
		LOST,

		/**
		 * The application does not have it.
		 */
		NOT_TRIED

	}

}
