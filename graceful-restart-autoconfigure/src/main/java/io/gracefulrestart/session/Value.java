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
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.apache.catalina.util.CustomObjectInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Values as bytes: what is simple directly, everything else by Java serialisation, each
 * value as a stream of its own, so that one that fails is alone in that.
 */
final class Value {

	private Value() {
	}

	/**
	 * Write a value.
	 * @param scope whose it is
	 * @param name its name
	 * @param value the value
	 * @param objects writes it if it is none of the simple ones
	 * @return it as an entry
	 * @throws IOException if it cannot be written
	 */
	static Entry write(byte scope, String name, Object value, ObjectWriter objects) throws IOException {
		Kind kind = Kind.of(value);
		return new Entry(scope, name, kind.number(), bytes(kind, value, objects));
	}

	private static byte[] bytes(Kind kind, Object value, ObjectWriter objects) throws IOException {
		return switch (kind) {
			case TEXT -> ((String) value).getBytes(StandardCharsets.UTF_8);
			case BOOLEAN -> new byte[] { (byte) (((Boolean) value) ? 1 : 0) };
			case BYTE -> new byte[] { (Byte) value };
			case SHORT -> ByteBuffer.allocate(Short.BYTES).putShort((Short) value).array();
			case INTEGER -> ByteBuffer.allocate(Integer.BYTES).putInt((Integer) value).array();
			case LONG -> ByteBuffer.allocate(Long.BYTES).putLong((Long) value).array();
			case FLOAT -> ByteBuffer.allocate(Float.BYTES).putFloat((Float) value).array();
			case DOUBLE -> ByteBuffer.allocate(Double.BYTES).putDouble((Double) value).array();
			case CHARACTER -> ByteBuffer.allocate(Character.BYTES).putChar((Character) value).array();
			case OBJECT -> objects.write(value);
		};
	}

	/**
	 * Read a value.
	 * @param entry the entry
	 * @param loader knows the application's classes
	 * @param filter which of them are let in
	 * @return the value
	 * @throws IOException if it cannot be read
	 * @throws ClassNotFoundException if its class is not there any more
	 */
	static Object read(Entry entry, ClassLoader loader, ObjectInputFilter filter)
			throws IOException, ClassNotFoundException {
		Kind kind = Kind.of(entry.kind());
		if (kind == null) {
			throw new InvalidObjectException("kind " + entry.kind() + " is not known here");
		}
		ByteBuffer bytes = ByteBuffer.wrap(entry.value());
		return switch (kind) {
			case TEXT -> new String(entry.value(), StandardCharsets.UTF_8);
			case BOOLEAN -> bytes.get() != 0;
			case BYTE -> bytes.get();
			case SHORT -> bytes.getShort();
			case INTEGER -> bytes.getInt();
			case LONG -> bytes.getLong();
			case FLOAT -> bytes.getFloat();
			case DOUBLE -> bytes.getDouble();
			case CHARACTER -> bytes.getChar();
			case OBJECT -> {
				try (CustomObjectInputStream in = new CustomObjectInputStream(new ByteArrayInputStream(entry.value()),
						loader)) {
					in.setObjectInputFilter(filter);
					yield in.readObject();
				}
			}
		};
	}

	/**
	 * How a value is written, by the numbers.
	 */
	enum Kind {

		TEXT(1), BOOLEAN(2), BYTE(3), SHORT(4), INTEGER(5), LONG(6), FLOAT(7), DOUBLE(8), CHARACTER(9), OBJECT(10);

		private final byte number;

		Kind(int number) {
			this.number = (byte) number;
		}

		byte number() {
			return this.number;
		}

		static Kind of(Object value) {
			if (value instanceof String text) {
				return isWellFormed(text) ? TEXT : OBJECT;
			}
			if (value instanceof Number) {
				return ofNumber(value);
			}
			if (value instanceof Boolean) {
				return BOOLEAN;
			}
			return (value instanceof Character) ? CHARACTER : OBJECT;
		}

		private static Kind ofNumber(Object value) {
			if (value instanceof Integer) {
				return INTEGER;
			}
			if (value instanceof Long) {
				return LONG;
			}
			if (value instanceof Double) {
				return DOUBLE;
			}
			if (value instanceof Float) {
				return FLOAT;
			}
			if (value instanceof Short) {
				return SHORT;
			}
			return (value instanceof Byte) ? BYTE : OBJECT;
		}

		// Half a surrogate pair is no UTF-8.
		private static boolean isWellFormed(String text) {
			for (int i = 0; i < text.length(); i++) {
				if (Character.isSurrogate(text.charAt(i))) {
					return false;
				}
			}
			return true;
		}

		static @Nullable Kind of(byte number) {
			for (Kind kind : values()) {
				if (kind.number == number) {
					return kind;
				}
			}
			return null;
		}

	}

}
