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
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Reads the fields that a {@link FieldWriter} wrote, by tag and in any order, and skips
 * those it is not asked for. Every method throws a {@link ProtocolException} that names
 * the message and the field if the value is not of the form asked for.
 */
final class FieldReader {

	private static final int HEADER_BYTES = Short.BYTES + Integer.BYTES;

	private final String owner;

	private final ByteBuffer payload;

	/**
	 * Create a reader.
	 * @param owner what the fields belong to, for errors
	 * @param payload the fields, nothing more
	 * @throws ProtocolException if it is not a sequence of whole fields
	 */
	FieldReader(String owner, ByteBuffer payload) throws ProtocolException {
		this.owner = owner;
		this.payload = payload.slice();
		for (int offset = 0; offset < this.payload.limit(); offset = end(offset)) {
			if (this.payload.limit() - offset < HEADER_BYTES || end(offset) > this.payload.limit()) {
				throw new ProtocolException(owner + " ends within a field");
			}
		}
	}

	private long length(int offset) {
		return Integer.toUnsignedLong(this.payload.getInt(offset + Short.BYTES));
	}

	private int end(int offset) {
		return (int) Math.min(Integer.MAX_VALUE, offset + HEADER_BYTES + length(offset));
	}

	long number(Field field) throws ProtocolException {
		return required(field, optionalNumber(field));
	}

	@Nullable Long optionalNumber(Field field) throws ProtocolException {
		ByteBuffer value = find(field);
		return (value != null) ? sized(field, value, Long.BYTES).getLong() : null;
	}

	/**
	 * Read a number that is counted from zero.
	 * @param field the field
	 * @return a number from 0 to {@link Integer#MAX_VALUE}
	 */
	int count(Field field) throws ProtocolException {
		long number = number(field);
		if (number < 0 || number > Integer.MAX_VALUE) {
			throw failure(field, "is out of range: " + number);
		}
		return (int) number;
	}

	String text(Field field) throws ProtocolException {
		return required(field, optionalText(field));
	}

	@Nullable String optionalText(Field field) throws ProtocolException {
		ByteBuffer value = find(field);
		return (value != null) ? decode(field, value) : null;
	}

	List<String> texts(Field field) throws ProtocolException {
		List<String> texts = new ArrayList<>();
		for (ByteBuffer value : findAll(field)) {
			texts.add(decode(field, value));
		}
		return texts;
	}

	<E extends Enum<E>> E constant(Field field, Class<E> type) throws ProtocolException {
		String name = text(field);
		for (E constant : type.getEnumConstants()) {
			if (constant.name().equals(name)) {
				return constant;
			}
		}
		throw failure(field, "has the unknown value '" + name + "'");
	}

	Instant instant(Field field) throws ProtocolException {
		ByteBuffer value = sized(field, required(field, find(field)), Long.BYTES + Integer.BYTES);
		try {
			return Instant.ofEpochSecond(value.getLong(), value.getInt());
		}
		catch (DateTimeException | ArithmeticException ex) {
			throw failure(field, "is out of range");
		}
	}

	@Nullable Instant optionalInstant(Field field) throws ProtocolException {
		return (find(field) != null) ? instant(field) : null;
	}

	Duration duration(Field field) throws ProtocolException {
		return Duration.ofNanos(number(field));
	}

	byte[] bytes(Field field) throws ProtocolException {
		ByteBuffer value = required(field, find(field));
		byte[] bytes = new byte[value.remaining()];
		value.get(bytes);
		return bytes;
	}

	FieldReader group(Field field) throws ProtocolException {
		return new FieldReader(nameOf(field), required(field, find(field)));
	}

	List<FieldReader> groups(Field field) throws ProtocolException {
		List<FieldReader> groups = new ArrayList<>();
		for (ByteBuffer value : findAll(field)) {
			groups.add(new FieldReader(nameOf(field), value));
		}
		return groups;
	}

	private @Nullable ByteBuffer find(Field field) throws ProtocolException {
		List<ByteBuffer> values = findAll(field);
		if (values.size() > 1) {
			throw failure(field, "came " + values.size() + " times");
		}
		return values.isEmpty() ? null : values.get(0);
	}

	private List<ByteBuffer> findAll(Field field) {
		List<ByteBuffer> values = new ArrayList<>();
		for (int offset = 0; offset < this.payload.limit(); offset = end(offset)) {
			if (Short.toUnsignedInt(this.payload.getShort(offset)) == field.tag()) {
				values.add(this.payload.slice(offset + HEADER_BYTES, (int) length(offset)));
			}
		}
		return values;
	}

	private <T> T required(Field field, @Nullable T value) throws ProtocolException {
		if (value == null) {
			throw failure(field, "is missing");
		}
		return value;
	}

	private ByteBuffer sized(Field field, ByteBuffer value, int bytes) throws ProtocolException {
		if (value.remaining() != bytes) {
			throw failure(field, "has " + value.remaining() + " bytes instead of " + bytes);
		}
		return value;
	}

	private String decode(Field field, ByteBuffer value) throws ProtocolException {
		try {
			return StandardCharsets.UTF_8.newDecoder().decode(value).toString();
		}
		catch (CharacterCodingException ex) {
			throw failure(field, "is not UTF-8");
		}
	}

	private ProtocolException failure(Field field, String problem) {
		return new ProtocolException(nameOf(field) + " " + problem);
	}

	private String nameOf(Field field) {
		return this.owner + ", field " + field.tag() + " (" + field.name() + ")";
	}

}
