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

package io.gracefulrestart.session;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link Decimal}, as {@link ObjectWriter} uses it.
 */
class DecimalTests {

	private final ObjectWriter writer = new ObjectWriter();

	@ParameterizedTest
	@ValueSource(strings = { "0", "0.00", "-1", "12.30", "1E+5", "-1.5E-300", "9223372036854775807",
			"9223372036854775808", "-123456789012345678901234567890.123456789" })
	void comesBackAsItWas(String number) throws Exception {
		BigDecimal value = new BigDecimal(number);
		assertThat(read(this.writer.write(value), null)).isEqualTo(value);
		assertThat(read(this.writer.write(new ArrayList<>(List.of("price", value))), null))
			.isEqualTo(List.of("price", value));
	}

	@Test
	void isNotAskedToWriteItselfSinceThatChangesIt() throws Exception {
		String bytes = new String(this.writer.write(List.of(new BigDecimal("12.30"))), StandardCharsets.ISO_8859_1);
		assertThat(bytes).contains(Decimal.class.getName())
			.doesNotContain(BigDecimal.class.getName())
			.doesNotContain(BigInteger.class.getName());
	}

	@Test
	void oneThatIsThereTwiceIsOneStill() throws Exception {
		BigDecimal value = new BigDecimal("12.30");
		List<?> read = (List<?>) read(this.writer.write(new ArrayList<>(List.of(value, value))), null);
		assertThat(read.get(0)).isSameAs(read.get(1));
	}

	@Test
	void moreThanANumberWritesItself() throws Exception {
		Price price = new Price("12.30", "EUR");
		assertThat(read(this.writer.write(price), null)).isInstanceOfSatisfying(Price.class,
				(read) -> assertThat(read.currency).isEqualTo("EUR"));
	}

	@Test
	void anImmenseNumberWritesItself() throws Exception {
		BigDecimal value = new BigDecimal(BigInteger.ONE.shiftLeft(600_000), 2);
		assertThat(read(this.writer.write(value), null)).isEqualTo(value);
	}

	@Test
	void filterSeesWhatItBecomes() throws Exception {
		byte[] bytes = this.writer.write(new BigDecimal("12.30"));
		assertThat(read(bytes, "java.math.*;java.lang.*;!*")).isEqualTo(new BigDecimal("12.30"));
		assertThatExceptionOfType(InvalidClassException.class).isThrownBy(() -> read(bytes, "!java.math.*"));
	}

	@Test
	void bytesThatAreNoNumberAreRefused() throws Exception {
		byte[] bytes = this.writer.write(new BigDecimal("12.30"));
		// The length of four bytes, before two of the number and the end of the block.
		bytes[bytes.length - 4] = -1;
		bytes[bytes.length - 7] = -1;
		assertThatExceptionOfType(InvalidObjectException.class).isThrownBy(() -> read(bytes, null))
			.withMessageContaining("bytes");
	}

	private static Object read(byte[] bytes, String filter) throws IOException, ClassNotFoundException {
		try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
			in.setObjectInputFilter(SessionFilter.of(filter));
			return in.readObject();
		}
	}

	/**
	 * A number, and something else.
	 */
	private static final class Price extends BigDecimal {

		private static final long serialVersionUID = 1L;

		private final String currency;

		Price(String number, String currency) {
			super(number);
			this.currency = currency;
		}

	}

}
