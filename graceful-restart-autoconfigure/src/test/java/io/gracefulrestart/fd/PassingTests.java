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
import java.net.Socket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that another process accepts on listeners that this one passes to it.
 */
class PassingTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final List<String> BOUND_TO = List.of("127.0.0.1", "::1", "::", "::");

	private static final List<String> CONNECTED_TO = List.of("127.0.0.1", "::1", "::1", "127.0.0.1");

	@TempDir
	private Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "-Djava.net.preferIPv4Stack=false", "-Djava.net.preferIPv4Stack=true" })
	void otherProcessAcceptsOnTheSameSocketsAndSeesItsClients(String option) throws Exception {
		DescriptorCount before = DescriptorCount.now();
		Path path = this.directory.resolve("control.sock");
		List<Descriptor> listening = new ArrayList<>();
		for (String address : BOUND_TO) {
			listening.add(listening(address));
		}
		Process process = null;
		try (ControlListener control = ControlListener.bind(path)) {
			process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), option,
					"-cp", System.getProperty("java.class.path"), AcceptMain.class.getName(), path.toString())
				.redirectErrorStream(true)
				.redirectOutput(this.directory.resolve("output").toFile())
				.start();
			try (ControlConnection connection = Objects.requireNonNull(control.accept())) {
				assertThat(connection.peer())
					.isEqualTo(new PeerCredentials((int) process.pid(), Processes.uid(), connection.peer().gid()));
				connection.send(ByteBuffer.allocate(1), listening, TIMEOUT);
				for (int i = 0; i < listening.size(); i++) {
					assertAccepted(listening.get(i), CONNECTED_TO.get(i), process.pid());
				}
			}
			assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			listening.forEach(Descriptor::close);
			if (process != null) {
				process.destroyForcibly().waitFor();
			}
		}
		before.assertNoMore();
	}

	private static void assertAccepted(Descriptor listening, String address, long pid) throws IOException {
		InetSocketAddress bound = (InetSocketAddress) SocketDescription.of(listening).localAddress();
		try (Socket client = new Socket(InetAddress.getByName(address), bound.getPort())) {
			String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
			assertThat(answer).isEqualTo(pid + " " + listening.inode() + " " + client.getLocalSocketAddress());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "127.0.0.1", "::1", "::", "unix" })
	void closingWakesAcceptAndLeavesTheOtherHolderWorking(String address) throws Exception {
		try (Descriptor listening = listening(address); ServerSocketChannel other = Molds.listener(listening)) {
			ServerSocketChannel channel = Molds.listener(listening);
			Blocked acceptor = Blocked.in(channel::accept);
			channel.close();
			assertThat(acceptor.failure()).isInstanceOf(AsynchronousCloseException.class);
			try (SocketChannel client = connect(listening); SocketChannel accepted = other.accept()) {
				assertThat(client.write(ByteBuffer.allocate(1))).isOne();
				assertThat(accepted.read(ByteBuffer.allocate(1))).isOne();
			}
		}
	}

	private static SocketChannel connect(Descriptor listening) throws IOException {
		SocketAddress address = Objects.requireNonNull(SocketDescription.of(listening).localAddress());
		if (address instanceof UnixDomainSocketAddress) {
			SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
			channel.connect(address);
			return channel;
		}
		return SocketChannel.open(address);
	}

	private Descriptor listening(String address) throws IOException {
		if (address.equals("unix")) {
			try (ControlListener listener = ControlListener.bind(this.directory.resolve("app.sock"))) {
				return listener.duplicate();
			}
		}
		Descriptor descriptor = ListeningSockets.bind(new InetSocketAddress(InetAddress.getByName(address), 0),
				BindOptions.EXCLUSIVE);
		ListeningSockets.listen(descriptor, 10);
		return descriptor;
	}

}
