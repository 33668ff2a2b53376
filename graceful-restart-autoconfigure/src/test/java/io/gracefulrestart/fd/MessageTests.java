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
import java.nio.ByteBuffer;
import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Message}, over a pair of sockets of its own.
 */
class MessageTests {

	private static final int SO_PASSCRED = 16;

	private DescriptorCount before;

	private Descriptor left;

	private Descriptor right;

	@BeforeEach
	void connect() {
		this.before = DescriptorCount.now();
		try (NativeBlock numbers = NativeBlock.allocate(8)) {
			NativeSupport.libc().socketpair(Linux.AF_UNIX, Linux.SOCK_STREAM, 0, numbers.address(0));
			this.left = Descriptor.owning(numbers.getInt(0));
			this.right = Descriptor.owning(numbers.getInt(4));
		}
	}

	@AfterEach
	void nothingIsLeftOpen() {
		this.left.close();
		this.right.close();
		this.before.assertNoMore();
	}

	@Test
	void descriptorsAreFoundBehindAnotherControlMessage() throws IOException {
		SocketOptions.set(this.right.number(), Linux.SOL_SOCKET, SO_PASSCRED, 1);
		try (Descriptor passed = socket()) {
			send(passed.number(), this.left.number());
			try (Message message = receive()) {
				List<Descriptor> received = message.takeDescriptors();
				assertThat(received).hasSize(2);
				assertThat(received.get(0).inode()).isEqualTo(passed.inode());
				assertThat(received.get(1).inode()).isEqualTo(this.left.inode());
				assertThat(message.isTruncated()).isFalse();
				received.forEach(Descriptor::close);
			}
		}
	}

	@Test
	void messageWithoutControlHasNoDescriptors() {
		send();
		try (Message message = receive()) {
			assertThat(message.takeDescriptors()).isEmpty();
			assertThat(message.isTruncated()).isFalse();
		}
	}

	@Test
	void memoryOfTheMessageIsNotTheCollectorsToMoveOrFree() {
		for (int i = 0; i < 200; i++) {
			int[] numbers = new int[Message.MAXIMUM_DESCRIPTORS];
			java.util.Arrays.fill(numbers, this.left.number());
			try (Message message = Message.toSend(ByteBuffer.wrap(new byte[] { 7 }), numbers)) {
				if (i % 10 == 0) {
					System.gc();
				}
				assertThat(NativeSupport.libc().sendmsg(this.left.number(), message.address(), 0)).isOne();
			}
			try (Message message = receive()) {
				List<Descriptor> received = message.takeDescriptors();
				assertThat(received).hasSize(numbers.length);
				assertThat(message.payload(1).get()).isEqualTo((byte) 7);
				received.forEach(Descriptor::close);
			}
		}
	}

	private void send(int... numbers) {
		try (Message message = Message.toSend(ByteBuffer.wrap(new byte[] { 1 }), numbers)) {
			assertThat(NativeSupport.libc().sendmsg(this.left.number(), message.address(), 0)).isOne();
		}
	}

	private Message receive() {
		Message message = Message.toReceive(100);
		assertThat(NativeSupport.libc().recvmsg(this.right.number(), message.address(), Linux.MSG_CMSG_CLOEXEC))
			.isOne();
		return message;
	}

	private static Descriptor socket() throws IOException {
		return ListeningSockets.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BindOptions.EXCLUSIVE);
	}

}
