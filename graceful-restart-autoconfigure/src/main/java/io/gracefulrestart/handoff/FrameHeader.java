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

/**
 * What each frame begins with, the same in all versions of the protocol; everything is
 * big-endian.
 *
 * <table>
 * <caption>Header of a frame, 12 bytes</caption>
 * <tr>
 * <th>offset</th>
 * <th>bytes</th>
 * <th>content</th>
 * </tr>
 * <tr>
 * <td>0</td>
 * <td>4</td>
 * <td>magic: {@code 47 52 53 54}, "GRST" in ASCII</td>
 * </tr>
 * <tr>
 * <td>4</td>
 * <td>2</td>
 * <td>version of the protocol that the frame is written in</td>
 * </tr>
 * <tr>
 * <td>6</td>
 * <td>2</td>
 * <td>number of the {@link MessageType}</td>
 * </tr>
 * <tr>
 * <td>8</td>
 * <td>4</td>
 * <td>bytes of payload that follow, at most {@value #MAXIMUM_PAYLOAD}</td>
 * </tr>
 * </table>
 *
 * For example {@code 47 52 53 54 00 01 00 04 00 00 00 00} is READY in version 1.
 *
 * @param version version of the protocol
 * @param type number of the message's type
 * @param length bytes of payload
 */
record FrameHeader(int version, int type, int length) {

	static final int BYTES = 12;

	static final int MAXIMUM_PAYLOAD = 1 << 20;

	private static final int MAGIC = 0x47525354;

	void writeTo(ByteBuffer buffer) {
		buffer.putInt(MAGIC).putShort((short) this.version).putShort((short) this.type).putInt(this.length);
	}

	/**
	 * Read a header.
	 * @param buffer {@value #BYTES} bytes of a frame
	 * @param maximumPayload bytes of payload that the reader takes
	 * @return the header
	 * @throws ProtocolException if it is none, or announces more payload than that
	 */
	static FrameHeader readFrom(ByteBuffer buffer, int maximumPayload) throws ProtocolException {
		int magic = buffer.getInt();
		if (magic != MAGIC) {
			throw new ProtocolException(
					"Expected a frame that begins with %08x, but %08x came".formatted(MAGIC, magic));
		}
		int version = Short.toUnsignedInt(buffer.getShort());
		int type = Short.toUnsignedInt(buffer.getShort());
		long length = Integer.toUnsignedLong(buffer.getInt());
		if (length > maximumPayload) {
			throw new ProtocolException("A message (type %d) of %d bytes is too large, at most %d are allowed"
				.formatted(type, length, maximumPayload));
		}
		return new FrameHeader(version, type, (int) length);
	}

}
