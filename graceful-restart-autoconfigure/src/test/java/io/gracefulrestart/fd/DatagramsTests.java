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
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Datagrams} and {@link MonotonicClock}.
 */
class DatagramsTests {

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	@TempDir
	private Path directory;

	@Test
	void datagramArrivesAtAPath() throws IOException {
		try (DatagramReceiver receiver = DatagramReceiver.at(this.directory.resolve("notify"))) {
			Datagrams.send(receiver.address(), bytes("READY=1\nSTATUS=é"), List.of(), PATIENCE);
			assertThat(receiver.receive(PATIENCE).lines()).containsExactly("READY=1", "STATUS=é");
		}
	}

	@Test
	void datagramArrivesAtAnAbstractName() throws IOException {
		try (DatagramReceiver receiver = DatagramReceiver.atAbstract("/test/" + UUID.randomUUID())) {
			Datagrams.send(receiver.address(), bytes("READY=1"), List.of(), PATIENCE);
			assertThat(receiver.receive(PATIENCE).text()).isEqualTo("READY=1");
		}
	}

	@Test
	void descriptorsGoWithIt() throws IOException {
		DescriptorCount before = DescriptorCount.now();
		try (DatagramReceiver receiver = DatagramReceiver.at(this.directory.resolve("notify"));
				ControlConnection.Pair pair = ControlConnection.pair();
				Descriptor socket = UnixSockets.listen(this.directory.resolve("listener"))) {
			assertThat(pair.first().isOpen()).isTrue();
			Datagrams.send(receiver.address(), bytes("FDSTORE=1"), List.of(socket), PATIENCE);
			try (DatagramReceiver.Datagram datagram = receiver.receive(PATIENCE)) {
				assertThat(datagram.descriptors()).hasSize(1);
				assertThat(datagram.descriptors().get(0).inode()).isEqualTo(socket.inode());
			}
		}
		before.assertNoMore();
	}

	@Test
	void nobodyThereIsAnError() {
		assertThatExceptionOfType(NativeException.class)
			.isThrownBy(() -> Datagrams.send(this.directory + "/nobody", bytes("x"), List.of(), PATIENCE))
			.withMessageContaining("ENOENT")
			.withMessageContaining("/nobody");
	}

	@Test
	void fullQueueIsWaitedForAndThenAnError() throws IOException {
		try (DatagramReceiver receiver = DatagramReceiver.at(this.directory.resolve("notify"))) {
			assertThatExceptionOfType(SocketTimeoutException.class).isThrownBy(() -> {
				for (int i = 0; i < 100_000; i++) {
					Datagrams.send(receiver.address(), bytes("x"), List.of(), Duration.ofMillis(50));
				}
			});
		}
	}

	@Test
	void otherAddressesAreRefused() {
		for (String address : List.of("", "@", "vsock:2:1", "relative")) {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> Datagrams.send(address, bytes("x"), List.of(), PATIENCE));
		}
		assertThatIllegalArgumentException()
			.isThrownBy(() -> Datagrams.send("/" + "x".repeat(200), bytes("x"), List.of(), PATIENCE))
			.withMessageContaining("107 bytes");
	}

	@Test
	void clockIsTheOneThatTheJvmReads() throws IOException {
		long before = System.nanoTime() / 1000;
		long now = MonotonicClock.microseconds();
		assertThat(now).isBetween(before, System.nanoTime() / 1000 + 1);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
