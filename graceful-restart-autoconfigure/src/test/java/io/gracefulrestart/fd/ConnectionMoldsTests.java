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
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ConnectionMolds} and {@link EstablishedSockets}.
 */
class ConnectionMoldsTests {

	private DescriptorCount before;

	@BeforeEach
	void count() {
		this.before = DescriptorCount.now();
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.before.assertNoMore();
	}

	@ParameterizedTest
	@CsvSource({ "127.0.0.1, 127.0.0.1", "::1, ::1", "::, ::1", "::, 127.0.0.1" })
	void connectionLivesOnInAnotherChannelWhenItsFirstOneIsClosed(String bind, String connect) throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress(bind, 0));
				Socket client = connect(server, connect);
				ConnectionMolds molds = new ConnectionMolds()) {
			molds.prepare(1);
			SocketChannel accepted = server.accept();
			Descriptor found = EstablishedSockets.listExcept(List.of()).find(accepted);
			assertThat(found).isNotNull();
			client.getOutputStream().write('a');
			try (ChanneledConnectionCloser adopted = new ChanneledConnectionCloser(molds.fill(found.duplicate()))) {
				accepted.close();
				assertThat(adopted.connection().remote()).isEqualTo(client.getLocalSocketAddress());
				assertThat(adopted.connection().local()).isEqualTo(client.getRemoteSocketAddress());
				client.getOutputStream().write('b');
				assertThat(read(adopted.connection().channel())).isEqualTo('a');
				assertThat(read(adopted.connection().channel())).isEqualTo('b');
				adopted.connection().channel().write(ByteBuffer.wrap(new byte[] { 'c' }));
				assertThat(client.getInputStream().read()).isEqualTo('c');
			}
			assertThat(client.getInputStream().read()).isEqualTo(-1);
		}
	}

	@Test
	void descriptorOfAFilledMoldCanBePassedOn() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				Socket client = connect(server, "127.0.0.1");
				ConnectionMolds molds = new ConnectionMolds()) {
			SocketChannel accepted = server.accept();
			Descriptor first = EstablishedSockets.listExcept(List.of()).find(accepted);
			assertThat(first).isNotNull();
			ChanneledConnection second = molds.fill(first.duplicate());
			accepted.close();
			try (ChanneledConnectionCloser third = new ChanneledConnectionCloser(
					molds.fill(second.descriptor().duplicate()))) {
				second.channel().close();
				client.getOutputStream().write('x');
				assertThat(read(third.connection().channel())).isEqualTo('x');
				assertThat(third.connection().remote()).isEqualTo(second.remote());
			}
		}
	}

	@Test
	void stockIsMadeAheadAndClosed() throws IOException {
		try (ConnectionMolds molds = new ConnectionMolds()) {
			molds.prepare(20);
			assertThat(molds.size()).isEqualTo(20);
			molds.prepare(10);
			assertThat(molds.size()).isEqualTo(20);
		}
	}

	@Test
	void connectionThatIsUnknownOrClosedIsNotFound() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0))) {
			EstablishedSockets before = EstablishedSockets.listExcept(List.of());
			try (Socket client = connect(server, "127.0.0.1"); SocketChannel accepted = server.accept()) {
				assertThat(client.isConnected()).isTrue();
				assertThat(before.find(accepted)).isNull();
			}
		}
	}

	@Test
	void descriptorThatIsKnownIsNotListedAgain() throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
				Socket one = connect(server, "127.0.0.1");
				SocketChannel known = server.accept();
				Socket other = connect(server, "127.0.0.1");
				SocketChannel unknown = server.accept()) {
			assertThat(one.getLocalPort()).isNotEqualTo(other.getLocalPort());
			Descriptor descriptor = EstablishedSockets.listExcept(List.of()).find(known);
			assertThat(descriptor).isNotNull();
			EstablishedSockets rest = EstablishedSockets.listExcept(List.of(descriptor));
			assertThat(rest.find(known)).isNull();
			assertThat(rest.find(unknown)).isNotNull();
		}
	}

	@Test
	void whatIsNoConnectionIsRefusedAndStaysTheCallers() throws IOException {
		try (ServerSocket other = new ServerSocket(0); ConnectionMolds molds = new ConnectionMolds()) {
			assertThat(other.isBound()).isTrue();
			try (Descriptor listening = ListeningSockets.bind(new InetSocketAddress("127.0.0.1", 0),
					BindOptions.EXCLUSIVE)) {
				assertThatIllegalArgumentException().isThrownBy(() -> molds.fill(listening))
					.withMessageStartingWith("Not an established connection: ");
				assertThat(listening.isOpen()).isTrue();
			}
		}
	}

	private static Socket connect(ServerSocketChannel server, String address) throws IOException {
		return new Socket(InetAddress.getByName(address), ((InetSocketAddress) server.getLocalAddress()).getPort());
	}

	private static int read(SocketChannel channel) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(1);
		return (channel.read(buffer) == 1) ? buffer.get(0) : -1;
	}

	/**
	 * Closes the channel.
	 *
	 * @param connection the connection
	 */
	private record ChanneledConnectionCloser(ChanneledConnection connection) implements AutoCloseable {

		@Override
		public void close() throws IOException {
			this.connection.channel().close();
		}

	}

}
