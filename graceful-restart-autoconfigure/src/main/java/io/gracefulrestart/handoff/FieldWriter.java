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

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Writes the fields of a message, one after the other in any order; everything is
 * big-endian. Unknown fields are skipped by who reads them, so that a version may add
 * some.
 *
 * <table>
 * <caption>A field</caption>
 * <tr>
 * <th>offset</th>
 * <th>bytes</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>0</td>
 * <td>2</td>
 * <td>tag: which field of the message it is; a list repeats its tag</td>
 * </tr>
 * <tr>
 * <td>2</td>
 * <td>4</td>
 * <td>length of the value in bytes</td>
 * </tr>
 * <tr>
 * <td>6</td>
 * <td>length</td>
 * <td>value</td>
 * </tr>
 * </table>
 *
 * <table>
 * <caption>A value</caption>
 * <tr>
 * <th>type</th>
 * <th>form</th>
 * </tr>
 * <tr>
 * <td>number</td>
 * <td>8 bytes, two's complement</td>
 * </tr>
 * <tr>
 * <td>text, name of an enum constant</td>
 * <td>UTF-8</td>
 * </tr>
 * <tr>
 * <td>instant</td>
 * <td>number of seconds since 1970-01-01T00:00Z, then 4 bytes with the nanoseconds</td>
 * </tr>
 * <tr>
 * <td>duration</td>
 * <td>number of nanoseconds</td>
 * </tr>
 * <tr>
 * <td>bytes</td>
 * <td>as they are</td>
 * </tr>
 * <tr>
 * <td>group</td>
 * <td>fields of its own, with tags of its own</td>
 * </tr>
 * </table>
 *
 * For example {@code 00 03 00 00 00 04 64 65 6d 6f} is field 3 with the text "demo".
 */
final class FieldWriter {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

	private final DataOutputStream out = new DataOutputStream(this.bytes);

	FieldWriter number(Field field, @Nullable Number value) {
		return (value != null) ? write(field, Long.BYTES, (out) -> out.writeLong(value.longValue())) : this;
	}

	FieldWriter text(Field field, @Nullable String value) {
		return (value != null) ? bytes(field, value.getBytes(StandardCharsets.UTF_8)) : this;
	}

	FieldWriter instant(Field field, Instant value) {
		return write(field, Long.BYTES + Integer.BYTES, (out) -> {
			out.writeLong(value.getEpochSecond());
			out.writeInt(value.getNano());
		});
	}

	FieldWriter duration(Field field, Duration value) {
		return number(field, value.toNanos());
	}

	FieldWriter bytes(Field field, byte[] value) {
		return write(field, value.length, (out) -> out.write(value));
	}

	FieldWriter group(Field field, Consumer<FieldWriter> fields) {
		FieldWriter group = new FieldWriter();
		fields.accept(group);
		return bytes(field, group.toByteArray());
	}

	byte[] toByteArray() {
		return this.bytes.toByteArray();
	}

	private FieldWriter write(Field field, int length, Value value) {
		try {
			this.out.writeShort(field.tag());
			this.out.writeInt(length);
			value.writeTo(this.out);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("A byte array failed to take bytes", ex);
		}
	}

	@FunctionalInterface
	private interface Value {

		void writeTo(DataOutputStream out) throws IOException;

	}

}
