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
import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;

/**
 * What goes over the channel in one piece.
 *
 * <table>
 * <caption>Layout, big-endian: length of the payload 4, type 1, payload</caption>
 * <tr>
 * <td>1 BEGIN</td>
 * <td>moment 1 (1 snapshot, 2 delta), version 4, name: what a participant writes
 * follows</td>
 * </tr>
 * <tr>
 * <td>2 DATA</td>
 * <td>bytes of that</td>
 * </tr>
 * <tr>
 * <td>3 END</td>
 * <td>it is complete</td>
 * </tr>
 * <tr>
 * <td>4 ABORT</td>
 * <td>reason: it is not, and is to be forgotten</td>
 * </tr>
 * <tr>
 * <td>5 ROUND</td>
 * <td>number 4: all participants have written</td>
 * </tr>
 * <tr>
 * <td>6 APPLIED</td>
 * <td>number 4: and it was read, answers ROUND</td>
 * </tr>
 * <tr>
 * <td>7 TELL</td>
 * <td>length of the name 2, name, message of a live state</td>
 * </tr>
 * <tr>
 * <td>8 ASK</td>
 * <td>number 4, length of the name 2, name, question of a live state</td>
 * </tr>
 * <tr>
 * <td>9 ANSWER</td>
 * <td>number 4 of the question, 1 if there is an answer and 0 if not, answer</td>
 * </tr>
 * <tr>
 * <td>10 JOINED</td>
 * <td>the successor takes everything from now on; live states it hears before</td>
 * </tr>
 * </table>
 *
 * Text is in UTF-8.
 *
 * @param type what it is
 * @param payload the payload
 */
record StateFrame(Type type, ByteBuffer payload) {

	/** Bytes before the payload. */
	static final int HEADER = Integer.BYTES + 1;

	/** Bytes of the longest payload. */
	static final int MAXIMUM_PAYLOAD = StateLink.MAXIMUM_MESSAGE + 1024;

	/** Characters of the longest name. */
	static final int MAXIMUM_NAME = 200;

	/**
	 * Return the text that the rest of a payload is.
	 * @param payload the payload, which is read to its end
	 * @return the text
	 */
	static String text(ByteBuffer payload) {
		byte[] bytes = new byte[payload.remaining()];
		payload.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Return the name in front of a message.
	 * @param payload the payload, which is read to the end of the name
	 * @return the name
	 */
	static String name(ByteBuffer payload) {
		byte[] bytes = new byte[Math.min(payload.getShort(), payload.remaining())];
		payload.get(bytes);
		return new String(bytes, StandardCharsets.UTF_8);
	}

	/**
	 * Types, by their numbers.
	 */
	enum Type {

		BEGIN(1), DATA(2), END(3), ABORT(4), ROUND(5), APPLIED(6), TELL(7), ASK(8), ANSWER(9), JOINED(10);

		private final byte number;

		Type(int number) {
			this.number = (byte) number;
		}

		byte number() {
			return this.number;
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

}
