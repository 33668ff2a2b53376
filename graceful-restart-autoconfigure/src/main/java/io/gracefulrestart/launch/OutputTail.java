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

package io.gracefulrestart.launch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The last lines of a process's output, from all its streams, in the order in which they
 * were completed. Bounded, whatever the process writes: 100 lines of 1000 bytes each, of
 * a longer line its beginning. Thread safe.
 */
final class OutputTail {

	static final int MAXIMUM_LINES = 100;

	static final int MAXIMUM_BYTES = 1000;

	private static final String CUT = "…";

	private final Deque<String> complete = new ArrayDeque<>();

	private final List<Source> sources = new ArrayList<>();

	/**
	 * Make the end that one stream writes to.
	 * @return the source
	 */
	synchronized Source source() {
		Source source = new Source();
		this.sources.add(source);
		return source;
	}

	/**
	 * Return the lines there are now, without their line ends; bytes that are no UTF-8
	 * are replaced. Lines that have begun come last.
	 * @return the lines, the latest last
	 */
	synchronized List<String> lines() {
		List<String> lines = new ArrayList<>(this.complete);
		this.sources.stream().filter(Source::hasBegun).map(Source::text).forEach(lines::add);
		return List.copyOf(lines.subList(Math.max(0, lines.size() - MAXIMUM_LINES), lines.size()));
	}

	private synchronized void add(byte[] bytes, int count, Source source) {
		for (int i = 0; i < count; i++) {
			if (bytes[i] != '\n') {
				source.append(bytes[i]);
				continue;
			}
			if (this.complete.size() == MAXIMUM_LINES) {
				this.complete.removeFirst();
			}
			this.complete.addLast(source.text());
			source.begin();
		}
	}

	/**
	 * One stream, whose lines are not mixed with another's.
	 */
	final class Source {

		private final ByteArrayOutputStream line = new ByteArrayOutputStream();

		private boolean cut;

		/**
		 * Take what the stream has brought.
		 * @param bytes bytes, which are not kept
		 * @param count how many of them, from the first on
		 */
		void add(byte[] bytes, int count) {
			OutputTail.this.add(bytes, count, this);
		}

		private boolean hasBegun() {
			return this.line.size() > 0;
		}

		private void append(byte next) {
			if (this.line.size() < MAXIMUM_BYTES) {
				this.line.write(next);
			}
			else {
				this.cut = true;
			}
		}

		private void begin() {
			this.line.reset();
			this.cut = false;
		}

		private String text() {
			String text = this.line.toString(StandardCharsets.UTF_8);
			if (this.cut) {
				return text + CUT;
			}
			return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
		}

	}

}
