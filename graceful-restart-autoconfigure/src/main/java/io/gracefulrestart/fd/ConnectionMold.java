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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A connected channel of the JDK into which a passed connection can be put, see
 * {@link Molds}. Made ahead of the time: it takes ten times as long as to fill it. Until
 * then it occupies a descriptor. What it was connected with is closed when it is made,
 * since that takes as long as the rest of filling it.
 */
final class ConnectionMold implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ConnectionMold.class);

	private final SocketChannel channel;

	private final int number;

	private ConnectionMold(SocketChannel channel, int number) {
		this.channel = channel;
		this.number = number;
	}

	/**
	 * Open a listener that molds can be made with.
	 * @return the listener, owned by the caller
	 * @throws IOException if it cannot be opened
	 */
	static ServerSocketChannel listener() throws IOException {
		ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.INET);
		try {
			return listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
		}
		catch (IOException ex) {
			listener.close();
			throw ex;
		}
	}

	/**
	 * Open what all molds have in common until they are filled.
	 * @return a socket that was never used, owned by the caller
	 * @throws NativeException {@code EMFILE} if this process has no number left
	 */
	static Descriptor placeholder() throws NativeException {
		return Descriptor.owning(unusedSocket());
	}

	/**
	 * Make a mold.
	 * @param listener the listener to connect to, in blocking mode
	 * @param placeholder what it contains until it is filled; stays the caller's
	 * @return the mold, owned by the caller
	 * @throws IOException if it cannot be connected, or its descriptor cannot be told
	 * from all others with certainty
	 */
	static ConnectionMold make(ServerSocketChannel listener, Descriptor placeholder) throws IOException {
		int lowest = lowestFreeNumber();
		SocketChannel channel = SocketChannel.open(StandardProtocolFamily.INET);
		try {
			channel.connect(listener.getLocalAddress());
			ConnectionEnds ends = new ConnectionEnds((InetSocketAddress) channel.getLocalAddress(),
					(InetSocketAddress) channel.getRemoteAddress());
			// Before the reset: afterwards the kernel does not know the ends any more.
			int number = numberOf(ends, lowest);
			reset(listener, ends.local());
			Molds.replace(number, placeholder);
			return new ConnectionMold(channel, number);
		}
		catch (IOException | RuntimeException | Error ex) {
			channel.close();
			throw ex;
		}
	}

	// The kernel gives the lowest one; whether it still was free, the ends tell.
	private static int lowestFreeNumber() throws IOException {
		int number = unusedSocket();
		NativeSupport.libc().close(number);
		return number;
	}

	private static int unusedSocket() throws NativeException {
		int number = NativeSupport.libc().socket(Linux.AF_UNIX, Linux.SOCK_STREAM | Linux.SOCK_CLOEXEC, 0);
		if (number < 0) {
			throw new NativeException(NativeSupport.libc().errno(), "socket");
		}
		return number;
	}

	// A wrong number here would put a client's connection in the place of another one's.
	private static int numberOf(ConnectionEnds ends, int guess) throws IOException {
		if (ends.equals(ConnectionEnds.of(guess))) {
			return guess;
		}
		List<Integer> found = OpenDescriptors.numbers()
			.filter((number) -> ends.equals(ConnectionEnds.of(number)))
			.boxed()
			.toList();
		if (found.size() != 1) {
			throw new IOException("Descriptor of the connection " + ends + " cannot be told among " + found);
		}
		return found.get(0);
	}

	// A reset, so that no TIME_WAIT stays.
	private static void reset(ServerSocketChannel listener, SocketAddress mold) throws IOException {
		SocketAddress remote = null;
		while (!mold.equals(remote)) {
			// Somebody else may have connected, and is sent away too.
			try (SocketChannel accepted = listener.accept()) {
				accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
				remote = accepted.getRemoteAddress();
			}
		}
	}

	/**
	 * Put a connection into the mold, which becomes its channel.
	 * @param connection the connection; closed if this succeeds, the channel owns it then
	 * @return the channel, owned by the caller, in blocking mode
	 * @throws NativeException if the call fails; nothing has changed then
	 * @throws IllegalArgumentException if it is no connection any more, be it TCP or over
	 * a Unix domain socket
	 */
	ChanneledConnection fill(Descriptor connection) throws NativeException {
		int from = connection.acquire();
		@Nullable EncodedEnds ends;
		try {
			ends = EncodedEnds.of(from);
		}
		finally {
			connection.release();
		}
		if (ends == null && !isUnixConnection(connection)) {
			throw new IllegalArgumentException("Not an established connection: " + connection);
		}
		Molds.replace(this.number, connection);
		connection.close();
		return new ChanneledConnection(this.channel, Descriptor.lent(this.number), ends);
	}

	private static boolean isUnixConnection(Descriptor connection) {
		try {
			SocketDescription description = SocketDescription.of(connection);
			return description.family() == SocketFamily.UNIX && description.kind() == SocketKind.STREAM
					&& SocketDescription.remoteAddress(connection) != null;
		}
		catch (NativeException ex) {
			return false; // no socket, or not connected
		}
	}

	@Override
	public void close() {
		try {
			this.channel.close();
		}
		catch (IOException ex) {
			logger.debug("Mold not closed cleanly", ex);
		}
	}

}
