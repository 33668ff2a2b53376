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

package io.gracefulrestart.test.faults;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whoever comes to a control socket and is no successor.
 */
final class StrayPeer implements AutoCloseable {

	private final SocketChannel channel;

	private final Selector selector;

	private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

	/**
	 * Connect.
	 * @param controlSocket where a process serves
	 * @throws IOException if it does not let anybody connect
	 */
	StrayPeer(Path controlSocket) throws IOException {
		this.channel = SocketChannel.open(UnixDomainSocketAddress.of(controlSocket));
		this.channel.configureBlocking(false);
		this.selector = Selector.open();
		this.channel.register(this.selector, SelectionKey.OP_READ);
	}

	/**
	 * Send what fits into the socket.
	 * @param text text to send
	 * @return this peer
	 * @throws IOException if the other end is closed
	 */
	StrayPeer say(String text) throws IOException {
		this.channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
		return this;
	}

	/**
	 * Send bytes.
	 * @param hex bytes in hexadecimal
	 * @return this peer
	 * @throws IOException if the other end is closed
	 */
	StrayPeer sayBytes(String hex) throws IOException {
		this.channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(hex)));
		return this;
	}

	/**
	 * Wait for the other end to close.
	 * @return what it has said, as text
	 * @throws IOException if that cannot be read
	 */
	String awaitEnd() throws IOException {
		assertThat(hasEnded(Rig.LONG)).as("end of a connection to the control socket").isTrue();
		return this.heard.toString(StandardCharsets.UTF_8);
	}

	/**
	 * Wait for the first bytes that the other end says.
	 * @param count how many
	 * @return these, in hexadecimal
	 * @throws IOException if they cannot be read
	 */
	String awaitBytes(int count) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(count);
		while (buffer.hasRemaining()) {
			assertThat(this.selector.select(Rig.LONG.toMillis())).as("bytes from the control socket").isPositive();
			this.selector.selectedKeys().clear();
			assertThat(this.channel.read(buffer)).as("bytes from the control socket").isNotNegative();
		}
		return HexFormat.of().formatHex(buffer.array());
	}

	/**
	 * Send a byte each time that nothing has come for a while, until the other end
	 * closes.
	 * @param pause how long to wait before each
	 * @return what it has said, as text
	 * @throws IOException if that cannot be read
	 */
	String trickle(Duration pause) throws IOException {
		while (!hasEnded(pause)) {
			try {
				say("x");
			}
			catch (IOException ex) {
				// Closed since.
				return awaitEnd();
			}
		}
		return this.heard.toString(StandardCharsets.UTF_8);
	}

	// Whether the end has come before nothing came for so long.
	private boolean hasEnded(Duration silence) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(4096);
		while (this.selector.select(silence.toMillis()) > 0) {
			this.selector.selectedKeys().clear();
			try {
				if (this.channel.read(buffer.clear()) < 0) {
					return true;
				}
			}
			catch (SocketException ex) {
				// Closed before it had read all that was said: ECONNRESET.
				return true;
			}
			this.heard.write(buffer.array(), 0, buffer.position());
		}
		return false;
	}

	@Override
	public void close() throws IOException {
		this.selector.close();
		this.channel.close();
	}

}
