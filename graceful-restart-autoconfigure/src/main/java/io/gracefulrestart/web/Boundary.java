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

package io.gracefulrestart.web;

/**
 * Whether what was written to a stream so far ends where a stream may end. Not thread
 * safe.
 */
final class Boundary {

	// Of a blank line and the end of the line before it: CR LF CR LF.
	private static final int LONGEST = 4;

	private final Framing framing;

	private boolean reached = true;

	private boolean inLine;

	private int last;

	Boundary(Framing framing) {
		this.framing = framing;
	}

	boolean isReached() {
		return this.reached;
	}

	void flushed() {
		if (this.framing == Framing.FLUSHES) {
			this.reached = true;
		}
	}

	/**
	 * Note what was written.
	 * @param unit the byte or the character
	 */
	void wrote(int unit) {
		boolean end = (unit == '\n') || (unit == '\r');
		if (this.framing == Framing.FLUSHES) {
			this.reached = false;
		}
		else if (this.framing == Framing.LINES) {
			this.reached = end;
		}
		else if (unit != '\n' || this.last != '\r') { // else the same end of a line
			this.reached = end && !this.inLine;
			this.inLine = !end;
		}
		this.last = unit;
	}

	/**
	 * Note what was written, of which only the end matters.
	 * @param source gives the byte or character at an index
	 * @param offset where it begins
	 * @param length its length
	 */
	void wrote(Source source, int offset, int length) {
		int from = offset;
		if (length > LONGEST) {
			from = offset + length - LONGEST;
			this.inLine = true;
			this.last = 0;
		}
		for (int i = from; i < offset + length; i++) {
			wrote(source.at(i));
		}
	}

	/**
	 * Bytes or characters.
	 */
	@FunctionalInterface
	interface Source {

		int at(int index);

	}

}
