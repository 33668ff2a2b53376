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

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A blocking channel without TLS: nothing is cheaper, as long as nobody waits with a
 * limit.
 */
final class ChannelWire implements Wire {

	private static final long LOOK_NANOS = 1_000_000;

	private final SocketChannel channel;

	/**
	 * Open the channel.
	 * @param receiveBuffer how much the kernel takes in
	 * @throws IOException if there is no descriptor left
	 */
	ChannelWire(ReceiveBuffer receiveBuffer) throws IOException {
		this.channel = SocketChannel.open();
		this.channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		if (receiveBuffer == ReceiveBuffer.SMALL) {
			this.channel.setOption(StandardSocketOptions.SO_RCVBUF, ClientConnection.BUFFER_BYTES);
		}
	}

	@Override
	public void connect(InetSocketAddress server) throws IOException {
		this.channel.connect(server);
	}

	@Override
	public int localPort() throws IOException {
		return ((InetSocketAddress) this.channel.getLocalAddress()).getPort();
	}

	@Override
	public void write(ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining()) {
			this.channel.write(bytes);
		}
	}

	@Override
	public int read(ByteBuffer into) throws IOException {
		return this.channel.read(into);
	}

	@Override
	public int read(ByteBuffer into, Duration patience) throws IOException {
		long end = System.nanoTime() + patience.toNanos();
		this.channel.configureBlocking(false);
		try {
			int count = this.channel.read(into);
			while (count == 0 && System.nanoTime() < end) {
				LockSupport.parkNanos(LOOK_NANOS);
				count = this.channel.read(into);
			}
			return count;
		}
		finally {
			if (this.channel.isOpen()) {
				this.channel.configureBlocking(true);
			}
		}
	}

	@Override
	public void abort() throws IOException {
		this.channel.close();
	}

	@Override
	public void close() throws IOException {
		this.channel.close();
	}

}
