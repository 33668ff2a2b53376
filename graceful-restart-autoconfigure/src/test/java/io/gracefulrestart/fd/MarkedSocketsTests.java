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
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MarkedSockets}, and for {@link ConnectionMolds} with what it finds.
 */
class MarkedSocketsTests {

	@TempDir
	private Path directory;

	private DescriptorCount before;

	private ServerSocketChannel server;

	private final List<SocketChannel> clients = new ArrayList<>();

	private final List<SocketChannel> accepted = new ArrayList<>();

	@BeforeEach
	void listen() throws IOException {
		this.before = DescriptorCount.now();
		this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
			.bind(UnixDomainSocketAddress.of(this.directory.resolve("app.sock")));
	}

	@AfterEach
	void nothingIsLeftOpen() throws IOException {
		for (SocketChannel client : this.clients) {
			client.close();
		}
		for (SocketChannel channel : this.accepted) {
			channel.close();
		}
		this.server.close();
		this.before.assertNoMore();
	}

	@Test
	void eachChannelIsFoundAndNoMarkIsLeft() throws IOException {
		connect(40);
		// One that has a number of its own choice.
		this.clients.get(0).setOption(StandardSocketOptions.SO_LINGER, 7);
		MarkedSockets found = MarkedSockets.find(this.accepted, List.of());
		for (int i = 0; i < this.accepted.size(); i++) {
			Descriptor descriptor = found.of(this.accepted.get(i));
			if (i == 6) {
				assertThat(descriptor).as("mark of somebody else's too").isNull();
				continue;
			}
			assertThat(descriptor).isNotNull();
			try (Loan loan = Loan.of(descriptor)) {
				this.accepted.get(i).setOption(StandardSocketOptions.SO_SNDBUF, 20_000 + i);
				assertThat(SocketOptions.get(loan.number(), 7)).isEqualTo(2 * (20_000 + i));
				assertThat(SocketOptions.linger(loan.number())).isZero();
			}
		}
		assertThat(this.clients.get(0).getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(7);
	}

	@Test
	void whatIsKnownClosedOrNoUnixSocketIsNotFound() throws IOException {
		connect(3);
		Descriptor known = MarkedSockets.find(this.accepted, List.of()).of(this.accepted.get(0));
		this.accepted.get(1).close();
		try (ServerSocketChannel tcp = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				SocketChannel client = SocketChannel.open(tcp.getLocalAddress());
				SocketChannel other = tcp.accept()) {
			List<SocketChannel> all = new ArrayList<>(this.accepted);
			all.add(other);
			MarkedSockets found = MarkedSockets.find(all, List.of(known));
			assertThat(found.of(this.accepted.get(0))).isNull();
			assertThat(found.of(this.accepted.get(1))).isNull();
			assertThat(found.of(this.accepted.get(2))).isNotNull();
			assertThat(found.of(other)).isNull();
			assertThat(other.getOption(StandardSocketOptions.SO_LINGER)).isEqualTo(-1);
			assertThat(client.isConnected()).isTrue();
		}
	}

	@Test
	void connectionLivesOnInAnotherChannelWhenItsFirstOneIsClosed() throws IOException {
		connect(1);
		SocketChannel client = this.clients.get(0);
		Descriptor found = MarkedSockets.find(this.accepted, List.of()).of(this.accepted.get(0));
		client.write(ByteBuffer.wrap(new byte[] { 'a' }));
		try (ConnectionMolds molds = new ConnectionMolds()) {
			molds.prepare(1);
			ChanneledConnection adopted = molds.fill(found.duplicate());
			this.accepted.get(0).close();
			SocketChannel channel = adopted.channel();
			assertThat(adopted.local()).isNull();
			assertThat(adopted.remote()).isNull();
			assertThat(read(channel)).isEqualTo('a');
			client.write(ByteBuffer.wrap(new byte[] { 'b' }));
			assertThat(read(channel)).isEqualTo('b');
			channel.configureBlocking(false);
			channel.write(ByteBuffer.wrap(new byte[] { 'c' }));
			assertThat(read(client)).isEqualTo('c');
			// Its descriptor is known without a search.
			try (ConnectionMolds others = new ConnectionMolds()) {
				ChanneledConnection third = others.fill(adopted.descriptor().duplicate());
				channel.close();
				try (SocketChannel last = third.channel()) {
					last.write(ByteBuffer.wrap(new byte[] { 'd' }));
					assertThat(read(client)).isEqualTo('d');
				}
			}
		}
		assertThat(read(client)).isEqualTo(-1);
	}

	@Test
	void listenerIsNoConnection() throws IOException {
		try (ConnectionMolds molds = new ConnectionMolds();
				Descriptor listening = ListeningSockets.bind(this.directory.resolve("other.sock"), null)) {
			ListeningSockets.listen(listening, 1);
			assertThatIllegalArgumentException().isThrownBy(() -> molds.fill(listening));
			assertThat(listening.isOpen()).isTrue();
		}
	}

	private void connect(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			this.clients.add(SocketChannel.open(this.server.getLocalAddress()));
			this.accepted.add(this.server.accept());
		}
	}

	private static int read(SocketChannel channel) throws IOException {
		ByteBuffer buffer = ByteBuffer.allocate(1);
		return (channel.read(buffer) == 1) ? buffer.get(0) : -1;
	}

}
