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

import org.jspecify.annotations.Nullable;

/**
 * Turns messages into frames and back: a {@link FrameHeader}, then the fields of the
 * message as {@link FieldWriter} describes them. HELLO, REFUSED and BYE keep their fields
 * in every version, so that two processes which have no version in common can tell each
 * other so.
 */
final class MessageCodec {

	private MessageCodec() {
	}

	/**
	 * Return the frame of a message.
	 * @param message the message
	 * @param version version of the protocol that is spoken
	 * @return the whole frame, ready to be sent
	 * @throws ProtocolException if it would be larger than the peer accepts, or that
	 * version has no such message
	 */
	static ByteBuffer encode(Message message, int version) throws ProtocolException {
		MessageFormat<?> format = formatOf(message);
		if (format.type().since() > version) {
			throw new ProtocolException("Version %d has no %s".formatted(version, format.type()));
		}
		byte[] payload = format.write(message);
		if (payload.length > FrameHeader.MAXIMUM_PAYLOAD) {
			throw new ProtocolException("%s of %d bytes is too large to be sent, at most %d are allowed"
				.formatted(format.type(), payload.length, FrameHeader.MAXIMUM_PAYLOAD));
		}
		ByteBuffer frame = ByteBuffer.allocate(FrameHeader.BYTES + payload.length);
		new FrameHeader(version, format.type().number(), payload.length).writeTo(frame);
		return frame.put(payload).flip();
	}

	/**
	 * Return the message in a frame.
	 * @param header header of the frame
	 * @param payload payload of the frame
	 * @return the message
	 * @throws ProtocolException if this version has no such message, or it lacks a field
	 * or has one of another form
	 */
	static Message decode(FrameHeader header, ByteBuffer payload) throws ProtocolException {
		MessageType type = MessageType.of(header.type());
		MessageFormat<?> format = (type != null && type.since() <= header.version()) ? formatOf(type) : null;
		if (format == null) {
			throw new ProtocolException("Unknown message: type %s in version %d"
				.formatted((type != null) ? type : header.type(), header.version()));
		}
		return format.reader().read(new FieldReader(format.type().name(), payload));
	}

	static MessageType typeOf(Message message) {
		return formatOf(message).type();
	}

	private static MessageFormat<?> formatOf(Message message) {
		for (MessageFormat<?> format : MessageFormat.ALL) {
			if (format.messageClass().isInstance(message)) {
				return format;
			}
		}
		throw new IllegalArgumentException("Message without a format: " + message.getClass());
	}

	private static @Nullable MessageFormat<?> formatOf(MessageType type) {
		for (MessageFormat<?> format : MessageFormat.ALL) {
			if (format.type() == type) {
				return format;
			}
		}
		return null;
	}

}
