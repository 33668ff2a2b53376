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

package io.gracefulrestart.test.load;

import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * One connection as its client reads and writes it, used once. Confined to the thread of
 * the client, but for {@link #abort()}.
 */
interface Wire extends Closeable {

	/**
	 * Connect, and agree on all that has to be agreed on before the first byte.
	 * @param server address of the server
	 * @throws IOException if that fails; the caller closes the wire then
	 */
	void connect(SocketAddress server) throws IOException;

	/**
	 * Return the number of this end's port.
	 * @return port number, 0 for a Unix domain socket
	 * @throws IOException if it is not connected
	 */
	int localPort() throws IOException;

	/**
	 * Write all bytes that remain in the buffer.
	 * @param bytes buffer, which is empty afterwards
	 * @throws IOException if the connection does not take them
	 */
	void write(ByteBuffer bytes) throws IOException;

	/**
	 * Wait for bytes.
	 * @param into buffer with room
	 * @return number of bytes, or less than zero at the end of the connection
	 * @throws IOException if the connection is reset, or was aborted
	 */
	int read(ByteBuffer into) throws IOException;

	/**
	 * Wait for bytes, but no longer than that.
	 * @param into buffer with room
	 * @param patience time to wait, rounded up to milliseconds; zero to look only
	 * @return as of {@link #read(ByteBuffer)}, or zero if nothing has come
	 * @throws IOException if the connection is reset, or was aborted
	 */
	int read(ByteBuffer into, Duration patience) throws IOException;

	/**
	 * End the connection under the thread that reads or writes, which fails then. Any
	 * thread; does not block.
	 * @throws IOException if it was no connection any more
	 */
	void abort() throws IOException;

}
