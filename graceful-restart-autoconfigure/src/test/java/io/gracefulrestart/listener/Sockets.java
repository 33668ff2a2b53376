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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;

import io.gracefulrestart.fd.BindOptions;
import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.ListeningSockets;
import io.gracefulrestart.fd.OpenDescriptors;
import io.gracefulrestart.fd.SocketDescription;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sockets for tests of this package.
 */
final class Sockets {

	private Sockets() {
	}

	static InetSocketAddress loopback(int port) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
	}

	static InetSocketAddress wildcard(int port) {
		return new InetSocketAddress(port);
	}

	static ListenerRequest request(String name, InetSocketAddress address) {
		return new ListenerRequest(name, address, 50);
	}

	static Descriptor listening(InetSocketAddress address) throws IOException {
		Descriptor descriptor = bound(address);
		ListeningSockets.listen(descriptor, 50);
		return descriptor;
	}

	static Descriptor bound(InetSocketAddress address) throws IOException {
		return ListeningSockets.bind(address, BindOptions.EXCLUSIVE);
	}

	static int port(Descriptor descriptor) throws IOException {
		return ((InetSocketAddress) SocketDescription.of(descriptor).localAddress()).getPort();
	}

	static int port(Listener listener) {
		return ((InetSocketAddress) listener.address()).getPort();
	}

	/**
	 * Return the number of a descriptor. Whoever takes it over by this number is its
	 * owner; the {@link Descriptor} must be forgotten then.
	 */
	static int number(Descriptor descriptor) throws IOException {
		String socket = "socket:[" + descriptor.inode() + "]";
		return OpenDescriptors.describe()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().equals(socket))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Return the number of a pipe: the process that runs the tests talks to this one over
	 * some.
	 */
	static int numberOfPipe() {
		return OpenDescriptors.describe()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue().startsWith("pipe:"))
			.map(Map.Entry::getKey)
			.findFirst()
			.orElseThrow();
	}

	static void assertAccepts(Listener listener) throws IOException {
		try (ServerSocketChannel channel = listener.open();
				Socket client = new Socket(InetAddress.getLoopbackAddress(), port(listener));
				SocketChannel accepted = channel.accept()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
		}
	}

}
