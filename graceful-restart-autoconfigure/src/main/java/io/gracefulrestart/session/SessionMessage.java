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

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

import org.jspecify.annotations.Nullable;

/**
 * What two processes say of a session.
 *
 * <table>
 * <caption>A message of a live state is one after the other of these, big-endian: length
 * of what follows 4, type 1, length of the identifier 2, identifier, and</caption>
 * <tr>
 * <td>1 GREETING</td>
 * <td>version of this format 2; without an identifier, as the next two. The successor
 * begins, when it has a place for sessions</td>
 * </tr>
 * <tr>
 * <td>2 YOURS</td>
 * <td>from now on sessions are given to whoever hears this</td>
 * </tr>
 * <tr>
 * <td>3 ALL</td>
 * <td>there is no session left here</td>
 * </tr>
 * <tr>
 * <td>4 COPY</td>
 * <td>{@link SessionHead}, {@link Entry entries}: so it is now, and stays with who says
 * this</td>
 * </tr>
 * <tr>
 * <td>5 GIVEN</td>
 * <td>the same; it belongs to who hears this</td>
 * </tr>
 * <tr>
 * <td>6 GIVEN_AS_COPIED</td>
 * <td>nothing; likewise, and it has not changed since both knew it</td>
 * </tr>
 * <tr>
 * <td>7 CHANGES</td>
 * <td>entries that a request has changed that was still using it when it was given</td>
 * </tr>
 * <tr>
 * <td>8 ENDED</td>
 * <td>it does not exist any more</td>
 * </tr>
 * </table>
 *
 * A question is an identifier, the answer one byte, see {@link Answer}.
 *
 * @param type what is said
 * @param id the session's identifier, empty for none
 * @param body the rest
 */
record SessionMessage(Type type, String id, ByteBuffer body) {

	/** Version of the format. */
	static final short VERSION = 2;

	/**
	 * Write one.
	 * @param type what is said
	 * @param id the session's identifier, empty for none
	 * @param head what is known of it, {@code null} if that is not said
	 * @param contents the rest
	 * @param room returns where there is room for so many bytes
	 */
	static void write(Type type, String id, @Nullable SessionHead head, byte[] contents, IntFunction<ByteBuffer> room) {
		byte[] name = id.getBytes(StandardCharsets.UTF_8);
		int length = 1 + Short.BYTES + name.length + ((head != null) ? SessionHead.LENGTH : 0) + contents.length;
		ByteBuffer target = room.apply(Integer.BYTES + length)
			.putInt(length)
			.put(type.number)
			.putShort((short) name.length)
			.put(name);
		if (head != null) {
			head.write(target);
		}
		target.put(contents);
	}

	/**
	 * Decode the next one.
	 * @param source where it begins, and is read to its end
	 * @return the message; of a type that is not known here {@code null}
	 */
	static @Nullable SessionMessage decode(ByteBuffer source) {
		int length = source.getInt();
		ByteBuffer own = source.slice(source.position(), length);
		source.position(source.position() + length);
		Type type = Type.of(own.get());
		byte[] name = new byte[own.getShort()];
		own.get(name);
		if (type == null) {
			return null;
		}
		return new SessionMessage(type, new String(name, StandardCharsets.UTF_8), own);
	}

	SessionHead head() {
		return SessionHead.read(this.body);
	}

	/**
	 * Return the rest.
	 * @return copy: what is kept of a message does not keep all that came with it
	 */
	byte[] contents() {
		byte[] bytes = new byte[this.body.remaining()];
		this.body.get(bytes);
		return bytes;
	}

	/**
	 * Types, by their numbers.
	 */
	enum Type {

		GREETING(1), YOURS(2), ALL(3), COPY(4), GIVEN(5), GIVEN_AS_COPIED(6), CHANGES(7), ENDED(8);

		private final byte number;

		Type(int number) {
			this.number = (byte) number;
		}

		static @Nullable Type of(byte number) {
			for (Type type : values()) {
				if (type.number == number) {
					return type;
				}
			}
			return null;
		}

	}

	/**
	 * Answers to the question for a session.
	 */
	enum Answer {

		/** It does not exist. */
		UNKNOWN,

		/** It was given, with a message that has come before this one. */
		GIVEN;

		ByteBuffer encode() {
			return ByteBuffer.wrap(new byte[] { (byte) ((this == GIVEN) ? 1 : 0) });
		}

		static Answer decode(ByteBuffer answer) {
			return (answer.get() == 1) ? GIVEN : UNKNOWN;
		}

	}

}
