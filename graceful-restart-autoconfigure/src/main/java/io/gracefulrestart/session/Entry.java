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

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Something in a session, as bytes.
 *
 * <table>
 * <caption>Layout of all of a session, big-endian: number of entries 4, and
 * each</caption>
 * <tr>
 * <td>scope 1</td>
 * <td>1 attribute, 2 the container's own (its name tells which)</td>
 * </tr>
 * <tr>
 * <td>length 4, name</td>
 * <td>in UTF-8</td>
 * </tr>
 * <tr>
 * <td>kind 1</td>
 * <td>see {@link Value.Kind}; 0 that it is gone</td>
 * </tr>
 * <tr>
 * <td>length 4, value</td>
 * <td>as the kind says</td>
 * </tr>
 * </table>
 *
 * @param scope whose it is
 * @param name its name
 * @param kind kind of the value
 * @param value the value's bytes
 */
// Nobody changes the bytes.
@SuppressWarnings("ArrayRecordComponent")
record Entry(byte scope, String name, byte kind, byte[] value) {

	/** The application's attribute. */
	static final byte ATTRIBUTE = 1;

	/** Something that Tomcat notes. */
	static final byte CONTAINER = 2;

	/** No value any more. */
	static final byte GONE = 0;

	private static final int OVERHEAD = 2 + 2 * Integer.BYTES;

	/** An empty session. */
	static final byte[] NONE = new byte[Integer.BYTES];

	String key() {
		return this.scope + this.name;
	}

	Entry gone() {
		return new Entry(this.scope, this.name, GONE, new byte[0]);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof Entry entry && entry.scope == this.scope && entry.name.equals(this.name)
				&& entry.kind == this.kind && Arrays.equals(entry.value, this.value);
	}

	@Override
	public int hashCode() {
		return this.name.hashCode();
	}

	@Override
	public String toString() {
		return "'" + this.name + "'";
	}

	/**
	 * Write all of a session.
	 * @param entries what is in it
	 * @return the bytes
	 */
	static byte[] write(Collection<Entry> entries) {
		int length = Integer.BYTES;
		byte[][] names = new byte[entries.size()][];
		int i = 0;
		for (Entry entry : entries) {
			names[i] = entry.name.getBytes(StandardCharsets.UTF_8);
			length = Math.addExact(length, OVERHEAD + names[i].length + entry.value.length);
			i++;
		}
		ByteBuffer target = ByteBuffer.allocate(length).putInt(entries.size());
		i = 0;
		for (Entry entry : entries) {
			target.put(entry.scope)
				.putInt(names[i].length)
				.put(names[i])
				.put(entry.kind)
				.putInt(entry.value.length)
				.put(entry.value);
			i++;
		}
		return target.array();
	}

	/**
	 * Read all of a session.
	 * @param bytes the bytes
	 * @return what is in it, by {@link #key()}, in order
	 * @throws IllegalArgumentException if that is not what the bytes are
	 */
	static Map<String, Entry> read(byte[] bytes) {
		try {
			ByteBuffer source = ByteBuffer.wrap(bytes);
			int count = source.getInt();
			Map<String, Entry> entries = new LinkedHashMap<>();
			for (int i = 0; i < count; i++) {
				byte scope = source.get();
				String name = new String(bytes(source), StandardCharsets.UTF_8);
				Entry entry = new Entry(scope, name, source.get(), bytes(source));
				entries.put(entry.key(), entry);
			}
			return entries;
		}
		catch (BufferUnderflowException ex) {
			throw new IllegalArgumentException("Cut off", ex);
		}
	}

	private static byte[] bytes(ByteBuffer source) {
		int length = source.getInt();
		if (length < 0 || length > source.remaining()) {
			throw new IllegalArgumentException("Length " + length);
		}
		byte[] bytes = new byte[length];
		source.get(bytes);
		return bytes;
	}

}
