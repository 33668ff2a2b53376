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

import io.gracefulrestart.time.Deadline;

/**
 * Receives datagrams at a Unix socket, as a supervisor does.
 */
public final class DatagramReceiver implements AutoCloseable {

	private static final int MAXIMUM = 4096;

	private final String address;

	private final Descriptor socket;

	private DatagramReceiver(String address, byte[] encoded) throws IOException {
		this.address = address;
		LibC libc = NativeSupport.libc();
		this.socket = Descriptor.owning(libc.socket(Linux.AF_UNIX, Linux.SOCK_DGRAM | Linux.SOCK_CLOEXEC, 0));
		try (NativeBlock block = NativeBlock.allocate(encoded.length); Loan loan = Loan.of(this.socket)) {
			if (libc.bind(loan.number(), block.putBytes(0, encoded).address(0), encoded.length) < 0) {
				throw new NativeException(libc.errno(), "bind(" + address + ")");
			}
		}
	}

	public static DatagramReceiver at(Path path) throws IOException {
		return new DatagramReceiver(path.toString(), SocketAddresses.encode(UnixPaths.encodeSocketPath(path)));
	}

	public static DatagramReceiver atAbstract(String name) throws IOException {
		return new DatagramReceiver("@" + name, SocketAddresses.encodeAbstract(name.getBytes(StandardCharsets.UTF_8)));
	}

	/** Return it as {@code NOTIFY_SOCKET} has it. */
	public String address() {
		return this.address;
	}

	/**
	 * Receive one.
	 * @throws SocketTimeoutException if there is none in time
	 */
	public Datagram receive(Duration timeout) throws IOException {
		try (Loan loan = Loan.of(this.socket); Message message = Message.toReceive(MAXIMUM)) {
			if (!Poll.await(Linux.POLLIN, Deadline.after(timeout), loan.number())) {
				throw new SocketTimeoutException("Nothing came to " + this.address);
			}
			long count = NativeSupport.libc().recvmsg(loan.number(), message.address(), Linux.MSG_CMSG_CLOEXEC);
			if (count < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "recvmsg");
			}
			byte[] bytes = new byte[(int) count];
			message.payload((int) count).get(bytes);
			return new Datagram(new String(bytes, StandardCharsets.UTF_8), message.takeDescriptors());
		}
	}

	@Override
	public void close() {
		this.socket.close();
	}

	/**
	 * What has come.
	 */
	public record Datagram(String text, List<Descriptor> descriptors) implements AutoCloseable {

		public List<String> lines() {
			return List.of(this.text.split("\n"));
		}

		@Override
		public void close() {
			this.descriptors.forEach(Descriptor::close);
		}

	}

}
