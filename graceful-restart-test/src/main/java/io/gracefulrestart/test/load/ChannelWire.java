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
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
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

	private ChannelWire(SocketChannel channel) {
		this.channel = channel;
	}

	/**
	 * Open the channel.
	 * @param server the port or path that it is to be connected to
	 * @param receiveBuffer how much the kernel takes in
	 * @return the wire, not yet connected
	 * @throws IOException if there is no descriptor left
	 */
	static ChannelWire to(SocketAddress server, ReceiveBuffer receiveBuffer) throws IOException {
		if (server instanceof UnixDomainSocketAddress) {
			return new ChannelWire(SocketChannel.open(StandardProtocolFamily.UNIX));
		}
		SocketChannel channel = SocketChannel.open();
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		if (receiveBuffer == ReceiveBuffer.SMALL) {
			channel.setOption(StandardSocketOptions.SO_RCVBUF, ClientConnection.BUFFER_BYTES);
		}
		return new ChannelWire(channel);
	}

	@Override
	public void connect(SocketAddress server) throws IOException {
		try {
			this.channel.connect(server);
		}
		catch (SocketException ex) {
			if (!(server instanceof UnixDomainSocketAddress) || ex instanceof ConnectException) {
				throw ex;
			}
			// There is no such path, which is as good as a port on which nobody listens.
			throw (IOException) new ConnectException(ex.getMessage()).initCause(ex);
		}
	}

	@Override
	public int localPort() throws IOException {
		return (this.channel.getLocalAddress() instanceof InetSocketAddress local) ? local.getPort() : 0;
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
