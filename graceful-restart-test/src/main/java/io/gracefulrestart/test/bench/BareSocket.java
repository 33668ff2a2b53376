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

package io.gracefulrestart.test.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The least that bytes cost on their way through a Unix socket: nobody makes them or
 * looks at them.
 */
final class BareSocket {

	private static final int CHUNK = 64 * 1024;

	private BareSocket() {
	}

	/**
	 * Pass bytes from one thread to another.
	 * @param directory where the socket may be
	 * @param bytes how many
	 * @return milliseconds
	 */
	static double pass(Path directory, long bytes) throws IOException {
		Path path = directory.resolve("bare");
		Files.deleteIfExists(path);
		try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
			server.bind(UnixDomainSocketAddress.of(path));
			try (SocketChannel writer = SocketChannel.open(UnixDomainSocketAddress.of(path));
					SocketChannel reader = server.accept()) {
				long begun = System.nanoTime();
				CompletableFuture<Void> written = CompletableFuture.runAsync(() -> write(writer, bytes));
				ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
				long read = 0;
				while (read < bytes) {
					int length = reader.read(buffer.clear());
					if (length < 0) {
						break; // the writer has failed, as its future says
					}
					read += length;
				}
				written.join();
				return (System.nanoTime() - begun) / 1e6;
			}
		}
	}

	private static void write(SocketChannel writer, long bytes) {
		try (writer) {
			ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK);
			for (long left = bytes; left > 0; left -= CHUNK) {
				buffer.clear().limit((int) Math.min(left, CHUNK));
				while (buffer.hasRemaining()) {
					writer.write(buffer);
				}
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
