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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Boundary}.
 */
class BoundaryTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false,
			value = { "data:1NN|true", "data:1RR|true", "data:1RNRN|true", "data:1NRN|true", "data:1RNR|true",
					"data:1NNid:2NNN|true", "NN|true", "N|true", "data:1N|false", "data:1RN|false", "data:1|false",
					"data:1NNd|false", "data:1NNdata:2RN|false", "aN|false", "aNN|true", "a|false" })
	void eventEndsWithABlankLineWrittenInWhateverPieces(String written, boolean reached) {
		String text = text(written);
		for (int piece = 1; piece <= text.length(); piece++) {
			Boundary boundary = new Boundary(Framing.EVENTS);
			for (int i = 0; i < text.length(); i += piece) {
				boundary.wrote(text::charAt, i, Math.min(piece, text.length() - i));
			}
			assertThat(boundary.isReached()).as("in pieces of %s", piece).isEqualTo(reached);
		}
	}

	@Test
	void flushIsNoEndOfAnEventOrALine() {
		for (Framing framing : new Framing[] { Framing.EVENTS, Framing.LINES }) {
			Boundary boundary = new Boundary(framing);
			boundary.wrote('a');
			boundary.flushed();
			assertThat(boundary.isReached()).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource(ignoreLeadingAndTrailingWhitespace = false,
			value = { "{}N,true", "{}RN,true", "{}N{,false", "{,false", "abcdefN,true" })
	void lineEndsWithItsEnd(String written, boolean reached) {
		Boundary boundary = new Boundary(Framing.LINES);
		boundary.wrote(text(written)::charAt, 0, written.length());
		assertThat(boundary.isReached()).isEqualTo(reached);
	}

	@Test
	void whereNothingElseIsKnownAFlushIsTheEnd() {
		Boundary boundary = new Boundary(Framing.FLUSHES);
		assertThat(boundary.isReached()).isTrue();
		boundary.wrote('\n');
		assertThat(boundary.isReached()).isFalse();
		boundary.flushed();
		assertThat(boundary.isReached()).isTrue();
	}

	private static String text(String written) {
		return written.replace('N', '\n').replace('R', '\r');
	}

}
