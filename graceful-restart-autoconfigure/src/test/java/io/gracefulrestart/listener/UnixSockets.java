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

package io.gracefulrestart.listener;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Unix sockets for tests of this package.
 */
final class UnixSockets {

	private UnixSockets() {
	}

	static Descriptor listening(Path path) throws IOException {
		Descriptor descriptor = ListeningSockets.bind(path, null);
		ListeningSockets.listen(descriptor, 50);
		return descriptor;
	}

	/**
	 * Leave a path as a process does that was killed.
	 */
	static void leaveStale(Path path) throws IOException {
		try (ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			channel.bind(UnixDomainSocketAddress.of(path));
		}
		assertThat(path).exists();
	}

	/**
	 * Bind a path to a datagram socket, which the JDK does not have.
	 * @return the process that holds it
	 */
	static Process bindDatagram(Path path) throws IOException {
		Process python = new ProcessBuilder("python3", "-c",
				"import socket, sys; s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(sys.argv[1]);"
						+ " print('bound', flush=True); sys.stdin.read()",
				path.toString())
			.redirectError(Redirect.INHERIT)
			.start();
		assertThat(python.inputReader().readLine()).isEqualTo("bound");
		return python;
	}

	static void assertAccepts(Listener listener) throws IOException {
		try (ServerSocketChannel channel = listener.open();
				SocketChannel client = SocketChannel.open(listener.address());
				SocketChannel accepted = channel.accept()) {
			client.write(ByteBuffer.wrap(new byte[] { 7 }));
			ByteBuffer received = ByteBuffer.allocate(1);
			accepted.read(received);
			assertThat(received.get(0)).isEqualTo((byte) 7);
		}
	}

	static void acceptOne(Listener listener) throws IOException {
		try (ServerSocketChannel channel = listener.open(); SocketChannel accepted = channel.accept()) {
			assertThat(accepted.isOpen()).isTrue();
		}
	}

}
