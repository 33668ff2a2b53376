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

import java.util.List;
import java.util.function.BiConsumer;

/**
 * The form of one type of message on the wire.
 *
 * @param <M> the message's class
 * @param type its type
 * @param messageClass its class
 * @param writer writes its fields
 * @param reader reads its fields
 */
record MessageFormat<M extends Message>(MessageType type, Class<M> messageClass, BiConsumer<M, FieldWriter> writer,
		Reader<M> reader) {

	/** All formats of the {@link VersionRange#SUPPORTED versions} that are spoken. */
	static final List<MessageFormat<?>> ALL = List.of(
			new MessageFormat<>(MessageType.HELLO, Hello.class, Hello::write, Hello::read),
			new MessageFormat<>(MessageType.REFUSED, Refused.class, Refused::write, Refused::read),
			new MessageFormat<>(MessageType.WELCOME, Welcome.class, Welcome::write, Welcome::read),
			new MessageFormat<>(MessageType.READY, Message.Ready.class, Message.Ready::write, Message.Ready::read),
			bare(MessageType.COMMIT, new Message.Commit(), Message.Commit.class),
			new MessageFormat<>(MessageType.SERVING, Serving.class, Serving::write, Serving::read),
			new MessageFormat<>(MessageType.PROGRESS, Progress.class, Progress::write, Progress::read),
			bare(MessageType.QUIESCED, new Message.Quiesced(), Message.Quiesced.class),
			new MessageFormat<>(MessageType.DRAINED, Message.Drained.class, Message.Drained::write,
					Message.Drained::read),
			bare(MessageType.RELEASED, new Message.Released(), Message.Released.class),
			new MessageFormat<>(MessageType.BYE, Message.Bye.class, Message.Bye::write, Message.Bye::read),
			new MessageFormat<>(
					MessageType.ROLLBACK, Message.Rollback.class, Message.Rollback::write, Message.Rollback::read),
			bare(MessageType.SETTLED, new Message.Settled(), Message.Settled.class),
			new MessageFormat<>(MessageType.NOT_READY, Message.NotReady.class, Message.NotReady::write,
					Message.NotReady::read),
			new MessageFormat<>(MessageType.CONNECTIONS, Connections.class, Connections::write, Connections::read),
			new MessageFormat<>(MessageType.HELD, Held.class, Held::write, Held::read),
			new MessageFormat<>(MessageType.RELEASE, Message.Release.class, Message.Release::write,
					Message.Release::read),
			new MessageFormat<>(MessageType.ADOPTED, Message.Adopted.class, Message.Adopted::write,
					Message.Adopted::read),
			new MessageFormat<>(MessageType.WITHDRAWN, Message.Withdrawn.class, Message.Withdrawn::write,
					Message.Withdrawn::read));

	private static <M extends Message> MessageFormat<M> bare(MessageType type, M message, Class<M> messageClass) {
		return new MessageFormat<>(type, messageClass, (written, writer) -> {
		}, (reader) -> message);
	}

	byte[] write(Message message) {
		FieldWriter fields = new FieldWriter();
		this.writer.accept(this.messageClass.cast(message), fields);
		return fields.toByteArray();
	}

	/**
	 * Reads the fields of a message.
	 *
	 * @param <M> the message's class
	 */
	@FunctionalInterface
	interface Reader<M extends Message> {

		M read(FieldReader fields) throws ProtocolException;

	}

}
