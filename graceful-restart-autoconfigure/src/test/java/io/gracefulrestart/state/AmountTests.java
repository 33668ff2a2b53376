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

package io.gracefulrestart.state;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.gracefulrestart.state.Amount.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Amount}, {@link AmountWriter} and {@link AmountReader}.
 */
class AmountTests {

	private static final double[] BOUNDS = { 1, 2, Double.POSITIVE_INFINITY };

	@Test
	void amountsOfTheSameKindAreAddedAndTheEarlierBeginningCounts() {
		Amount sum = Amount.ofSummary(2, 0.5, 100).plus(Amount.ofSummary(3, 0.25, 200));
		assertThat(sum).isEqualTo(Amount.ofSummary(5, 0.75, 100));
		assertThat(Amount.ofCounter(2, 0).plus(Amount.ofCounter(3, 7))).isEqualTo(Amount.ofCounter(5, 7));
	}

	@Test
	void bucketsAreAddedOneByOne() {
		Amount one = Amount.ofHistogram(4, BOUNDS, new long[] { 1, 2, 3 }, 0);
		assertThat(one.plus(Amount.ofHistogram(5, BOUNDS, new long[] { 10, 20, 30 }, 0)))
			.isEqualTo(Amount.ofHistogram(9, BOUNDS, new long[] { 11, 22, 33 }, 0));
	}

	@Test
	void withOtherBucketsEachIsInTheFirstThatHoldsAllOfItAndNothingIsLost() {
		Amount one = Amount.ofHistogram(4, BOUNDS, new long[] { 1, 2, 3 }, 0);
		double[] others = { 1.5, Double.POSITIVE_INFINITY };
		assertThat(one.plus(Amount.ofHistogram(0, others, new long[2], 0)))
			.isEqualTo(Amount.ofHistogram(4, others, new long[] { 1, 5 }, 0));
		assertThat(Amount.ofSummary(6, 4, 0).as(Kind.HISTOGRAM, others))
			.isEqualTo(Amount.ofHistogram(4, others, new long[] { 0, 6 }, 0));
		assertThat(one.as(Kind.SUMMARY, new double[0])).isEqualTo(Amount.ofSummary(6, 4, 0));
	}

	@Test
	void whatWasACounterAndIsNoneAnyMoreBeginsAnew() {
		assertThat(Amount.ofCounter(7, 0).plus(Amount.ofSummary(1, 2, 0))).isEqualTo(Amount.ofSummary(1, 2, 0));
	}

	@Test
	void whatIsWrittenIsRead() {
		Map<Series, Amount> amounts = new HashMap<>();
		amounts.put(Series.of("a"), Amount.ofCounter(0.1, 5).passedOn());
		amounts.put(new Series("b", List.of("uri", "/größer", "method", "GET")), Amount.ofSummary(3, 0.3, 0));
		amounts.put(new Series("b", List.of("uri", "", "method", "GET")),
				Amount.ofHistogram(4, BOUNDS, new long[] { 1, 2, 3 }, 9));
		List<ByteBuffer> pieces = AmountWriter.write(amounts);
		assertThat(pieces).hasSize(1);
		assertThat(AmountReader.read(pieces.get(0))).isEqualTo(amounts);
	}

	@Test
	void whatIsLargeIsCutIntoPiecesThatAreReadOneByOne() {
		Map<Series, Amount> amounts = new HashMap<>();
		for (int i = 0; i < 100_000; i++) {
			amounts.put(new Series("requests", List.of("path", "/some/path/of/some/length/" + i)),
					Amount.ofCounter(i, 0));
		}
		List<ByteBuffer> pieces = AmountWriter.write(amounts);
		assertThat(pieces).hasSizeGreaterThan(1)
			.allSatisfy((piece) -> assertThat(piece.remaining()).isLessThan(StateLink.MAXIMUM_MESSAGE));
		Map<Series, Amount> read = new HashMap<>();
		pieces.forEach((piece) -> read.putAll(AmountReader.read(piece)));
		assertThat(read).isEqualTo(amounts);
	}

	@Test
	void junkIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> AmountReader.read(ByteBuffer.wrap(new byte[] { 9, 9 })));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AmountReader.read(ByteBuffer.wrap(new byte[] { 1, 0, -128, 0, 0, 0 })));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> AmountReader.read(ByteBuffer.wrap(new byte[] { 1, 0, 0, 0, 0, 7 })));
	}

}
