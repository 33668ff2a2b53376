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

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import io.gracefulrestart.fd.ControlConnection;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A peer that says what it likes, when it likes.
 */
final class RawPeer implements AutoCloseable {

	final ControlConnection connection;

	final Conversation conversation;

	RawPeer(ControlConnection connection) {
		this.connection = connection;
		this.conversation = new Conversation(connection, VersionRange.SUPPORTED.highest());
	}

	static RawPeer connect(Path path) throws IOException {
		return new RawPeer(ControlConnection.connect(path, Duration.ofSeconds(10)));
	}

	static RawPeer sayHello(Path path) throws IOException {
		RawPeer peer = connect(path);
		peer.say(TestSuccessor.HELLO);
		return peer;
	}

	RawPeer say(Message message) throws IOException {
		this.conversation.send(message, TestSuccessor.soon());
		return this;
	}

	RawPeer say(String garbage) throws IOException {
		this.connection.send(ByteBuffer.wrap(garbage.getBytes(StandardCharsets.UTF_8)), List.of(),
				Duration.ofSeconds(10));
		return this;
	}

	/**
	 * Wait for a message of a type; descriptors that come with it are closed.
	 */
	<M extends Message> M hear(Class<M> type) throws IOException {
		try (Incoming incoming = this.conversation.receive(TestSuccessor.soon())) {
			assertThat(incoming).isNotNull();
			assertThat(incoming.message()).isInstanceOf(type);
			return type.cast(incoming.message());
		}
	}

	void hearEndOfFile() throws IOException {
		assertThat(this.conversation.receive(TestSuccessor.soon())).isNull();
	}

	/**
	 * End without a word, as a process that dies does.
	 */
	void die() {
		this.conversation.close();
	}

	@Override
	public void close() {
		die();
	}

}
