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

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link OutputTail}.
 */
class OutputTailTests {

	private final OutputTail tail = new OutputTail();

	private final OutputTail.Source output = this.tail.source();

	private final OutputTail.Source error = this.tail.source();

	@Test
	void linesComeInTheOrderInWhichTheyWereCompleted() {
		add(this.output, "one\ntw");
		add(this.error, "error\n");
		add(this.output, "o\r\nthree");
		assertThat(this.tail.lines()).containsExactly("one", "error", "two", "three");
	}

	@Test
	void emptyLinesAreKeptAndNoneIsInvented() {
		assertThat(this.tail.lines()).isEmpty();
		add(this.output, "\n\na\n");
		assertThat(this.tail.lines()).containsExactly("", "", "a");
	}

	@Test
	void theLastHundredAreKept() {
		IntStream.range(0, 1000).forEach((i) -> add(this.output, i + "\n"));
		add(this.error, "unfinished");
		List<String> lines = this.tail.lines();
		assertThat(lines).hasSize(100).startsWith("901").endsWith("999", "unfinished");
	}

	@Test
	void ofALongLineTheBeginningIsKept() {
		IntStream.range(0, 100_000).forEach((i) -> add(this.output, "0123456789"));
		assertThat(this.tail.lines()).containsExactly("0123456789".repeat(100) + "…");
		add(this.output, "\nnext\n");
		assertThat(this.tail.lines()).containsExactly("0123456789".repeat(100) + "…", "next");
	}

	@Test
	void charactersMayComeInPieces() {
		byte[] bytes = "ü\n".getBytes(StandardCharsets.UTF_8);
		this.output.add(new byte[] { bytes[0] }, 1);
		this.output.add(new byte[] { bytes[1], bytes[2] }, 2);
		this.error.add(new byte[] { (byte) 0xff, '\n' }, 2);
		assertThat(this.tail.lines()).containsExactly("ü", "\ufffd");
	}

	private static void add(OutputTail.Source source, String text) {
		byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
		source.add(bytes, bytes.length);
	}

}
