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
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

import io.gracefulrestart.fd.Descriptor;
import io.gracefulrestart.fd.DescriptorCount;
import io.gracefulrestart.fd.SocketDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What every {@link ListenerSource} keeps.
 */
abstract class AbstractListenerSourceTests {

	private ListenerSource source;

	private ListenerRequest request;

	private DescriptorCount before;

	/**
	 * Make a source that has a listener for {@link #request()}.
	 */
	abstract ListenerSource source() throws IOException;

	/**
	 * Return a request for a listener on the loopback address.
	 */
	abstract ListenerRequest request() throws IOException;

	abstract Origin origin();

	/**
	 * Close what the source still has.
	 */
	abstract void close(ListenerSource source);

	@BeforeEach
	void prepare() throws IOException {
		this.before = DescriptorCount.now();
		this.source = source();
		this.request = request();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		close(this.source);
		this.before.assertNoMore();
	}

	@Test
	void listenerAcceptsConnections() throws IOException {
		try (Listener listener = this.source.take(this.request)) {
			Sockets.assertAccepts(listener);
			Sockets.assertAccepts(listener);
		}
	}

	@Test
	void listenerHasTheNameThatWasAskedForAndTheAddressThatItIsBoundTo() throws IOException {
		try (Listener listener = this.source.take(this.request); Descriptor copy = listener.duplicate()) {
			assertThat(listener.name()).isEqualTo("http");
			assertThat(listener.origin()).isEqualTo(origin());
			assertThat(listener.requested()).isEqualTo(this.request.address());
			assertThat(listener.address()).isEqualTo(SocketDescription.of(copy).localAddress());
			assertThat(listener.inode()).isEqualTo(copy.inode());
			assertThat(listener).hasToString(
					"http 127.0.0.1:" + Sockets.port(listener) + " (" + origin() + ", socket:[" + copy.inode() + "])");
		}
	}

	@Test
	void connectionsWaitWhileNobodyAccepts() throws IOException {
		try (Listener listener = this.source.take(this.request);
				Socket client = new Socket(InetAddress.getLoopbackAddress(), Sockets.port(listener));
				ServerSocketChannel channel = listener.open();
				SocketChannel accepted = channel.accept()) {
			assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
		}
	}

	@Test
	void closedListenerSaysSo() throws IOException {
		Listener listener = this.source.take(this.request);
		assertThat(listener.isOpen()).isTrue();
		listener.close();
		listener.close();
		assertThat(listener.isOpen()).isFalse();
		assertThatIllegalStateException().isThrownBy(listener::open);
		assertThatIllegalStateException().isThrownBy(listener::duplicate);
	}

	@Test
	void channelOutlivesItsListener() throws IOException {
		Listener listener = this.source.take(this.request);
		try (ServerSocketChannel channel = listener.open()) {
			listener.close();
			try (Socket client = new Socket(InetAddress.getLoopbackAddress(), Sockets.port(listener));
					SocketChannel accepted = channel.accept()) {
				assertThat(accepted.getRemoteAddress()).isEqualTo(client.getLocalSocketAddress());
			}
		}
	}

	@Test
	void portIsFreeWhenAllIsClosed() throws IOException {
		Listener listener = this.source.take(this.request);
		listener.close();
		close(this.source);
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), Sockets.port(listener)));
	}

}
