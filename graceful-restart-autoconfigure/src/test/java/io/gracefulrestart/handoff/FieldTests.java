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

package io.gracefulrestart.handoff;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Tests for {@link FieldWriter} and {@link FieldReader}.
 */
class FieldTests {

	// The example in the Javadoc.
	private static final String DEMO = "00030000000464656d6f";

	private static final Field NAME = new Field(3, "name");

	private static final Field OTHER = new Field(4, "other");

	@Test
	void writesTheDocumentedBytes() {
		assertThat(new FieldWriter().text(NAME, "demo").toByteArray()).asHexString().isEqualToIgnoringCase(DEMO);
	}

	@Test
	void readsTheDocumentedBytes() throws Exception {
		assertThat(read(DEMO).text(NAME)).isEqualTo("demo");
	}

	@Test
	void readsWhatWasWritten() throws Exception {
		Instant instant = Instant.ofEpochSecond(-5, 123_456_789);
		FieldWriter writer = new FieldWriter().number(new Field(1, "n"), Long.MIN_VALUE)
			.text(new Field(2, "t"), "Grüße, 世界")
			.instant(new Field(0xFFFF, "i"), instant)
			.duration(new Field(5, "d"), Duration.ofNanos(-7))
			.bytes(new Field(6, "b"), new byte[] { 1, 2 })
			.group(new Field(7, "g"), (group) -> group.text(NAME, "a").text(NAME, "").text(OTHER, "c"));
		FieldReader reader = new FieldReader("TEST", ByteBuffer.wrap(writer.toByteArray()));
		assertThat(reader.number(new Field(1, "n"))).isEqualTo(Long.MIN_VALUE);
		assertThat(reader.text(new Field(2, "t"))).isEqualTo("Grüße, 世界");
		assertThat(reader.instant(new Field(0xFFFF, "i"))).isEqualTo(instant);
		assertThat(reader.duration(new Field(5, "d"))).isEqualTo(Duration.ofNanos(-7));
		assertThat(reader.bytes(new Field(6, "b"))).containsExactly(1, 2);
		assertThat(reader.group(new Field(7, "g")).texts(NAME)).containsExactly("a", "");
	}

	@Test
	void skipsFieldsThatItDoesNotKnowAndAcceptsAnyOrder() throws Exception {
		FieldReader reader = read("7fff00000002beef" + "000400000000" + DEMO + "7ffe00000000");
		assertThat(reader.text(NAME)).isEqualTo("demo");
		assertThat(reader.text(OTHER)).isEmpty();
	}

	@Test
	void absentFieldsAreNullOrEmptyWhereTheyMayBe() throws Exception {
		FieldReader reader = read("");
		assertThat(reader.optionalText(NAME)).isNull();
		assertThat(reader.optionalNumber(NAME)).isNull();
		assertThat(reader.texts(NAME)).isEmpty();
		assertThat(reader.groups(NAME)).isEmpty();
		assertThat(new FieldWriter().text(NAME, null).number(NAME, null).toByteArray()).isEmpty();
	}

	@Test
	void errorsNameMessageAndField() {
		failure(() -> read("").text(NAME)).hasMessage("TEST, field 3 (name) is missing");
		failure(() -> read(DEMO + DEMO).text(NAME)).hasMessage("TEST, field 3 (name) came 2 times");
		failure(() -> read(DEMO).number(NAME)).hasMessage("TEST, field 3 (name) has 4 bytes instead of 8");
		failure(() -> read("000300000002c328").text(NAME)).hasMessage("TEST, field 3 (name) is not UTF-8");
		failure(() -> read("000300000008ffffffffffffffff").count(NAME))
			.hasMessage("TEST, field 3 (name) is out of range: -1");
		failure(() -> read("0003000000080000000080000000").count(NAME))
			.hasMessage("TEST, field 3 (name) is out of range: 2147483648");
		failure(() -> read("00030000000c7fffffffffffffff00000000").instant(NAME))
			.hasMessage("TEST, field 3 (name) is out of range");
		failure(() -> read(DEMO).constant(NAME, MessageType.class))
			.hasMessage("TEST, field 3 (name) has the unknown value 'demo'");
		failure(() -> read(DEMO).group(NAME)).hasMessage("TEST, field 3 (name) ends within a field");
	}

	@Test
	void refusesWhatIsNotASequenceOfWholeFields() {
		for (String hex : new String[] { "00", "0003000000", "000300000001", "00030000000464656d", DEMO + "0003",
				"0003ffffffff", "00037fffffff00" }) {
			failure(() -> read(hex)).as(hex).hasMessage("TEST ends within a field");
		}
	}

	private AbstractThrowableAssert<?, ? extends Throwable> failure(ThrowingCallable call) {
		return assertThatThrownBy(call).isExactlyInstanceOf(ProtocolException.class);
	}

	private FieldReader read(String hex) throws ProtocolException {
		return new FieldReader("TEST", ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
	}

}
