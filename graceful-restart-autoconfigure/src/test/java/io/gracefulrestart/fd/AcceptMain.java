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

package io.gracefulrestart.fd;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * Receives listeners over the control socket that is its argument, accepts a connection
 * on each, in their order, and tells it the own process id, the inode of the listener and
 * the client's address.
 */
public final class AcceptMain {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private AcceptMain() {
	}

	public static void main(String[] args) throws IOException {
		try (ControlConnection connection = ControlConnection.connect(Path.of(args[0]), TIMEOUT)) {
			Received received = Objects.requireNonNull(connection.receive(1, TIMEOUT));
			for (Descriptor descriptor : received.descriptors()) {
				accept(descriptor);
			}
		}
	}

	private static void accept(Descriptor descriptor) throws IOException {
		try (descriptor;
				ServerSocketChannel channel = Molds.listener(descriptor);
				SocketChannel accepted = channel.accept()) {
			String answer = ProcessHandle.current().pid() + " " + descriptor.inode() + " "
					+ accepted.getRemoteAddress();
			accepted.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.US_ASCII)));
		}
	}

}
