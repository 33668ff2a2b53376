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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

import io.gracefulrestart.time.Deadline;

/**
 * Finds the number that the kernel gives to a listener among those that share its port.
 * For each number a connection of our own is sent there. The listener is told to ignore
 * it: if that is counted, the number is the listener's. Where that is not permitted
 * (recent kernels want {@code CAP_NET_ADMIN}), the number is the listener's if this
 * process accepts the connection, which wants somebody who accepts. Another listener sees
 * a connection that is closed at once. Nobody else's connection is touched.
 */
final class SteeringProbe {

	private static final Duration ANSWER = Duration.ofMillis(200);

	// It waits behind others.
	private static final Duration ACCEPT = Duration.ofSeconds(2);

	private static final Duration LOOK = Duration.ofMillis(1);

	private static final Duration PROOF = Duration.ofMillis(10);

	private static final int CONFIRMATIONS = 2;

	private static final int ROUNDS = 2;

	private static final int PORT = 2;

	private static final int IPV4 = 4;

	private static final int IPV6 = 8;

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private static final byte[] LOOPBACK_IPV6 = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

	// ::ffff:127.0.0.1
	private static final byte[] LOOPBACK_MAPPED = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 127, 0, 0, 1 };

	private final int listener;

	// Where it is reached.
	private final byte[] address;

	private final int family;

	// Of the packets, which a mapped address makes another one.
	private final int packets;

	private SteeringProbe(int listener, byte[] address, int packets) {
		this.listener = listener;
		this.address = address;
		this.family = (address.length == SocketAddresses.IN_LENGTH) ? Linux.AF_INET : Linux.AF_INET6;
		this.packets = packets;
	}

	/**
	 * Find the number.
	 * @param listener the listener, which stays open meanwhile
	 * @param address what it is bound to
	 * @param members how many listeners there are
	 * @return the number, -1 if none of them is sure to be it
	 * @throws IOException if the kernel refuses
	 */
	static int find(int listener, byte[] address, int members) throws IOException {
		boolean four = address.length == SocketAddresses.IN_LENGTH;
		int at = four ? IPV4 : IPV6;
		int length = four ? LOOPBACK.length : LOOPBACK_IPV6.length;
		int packets = four ? Linux.AF_INET : Linux.AF_INET6;
		if (!Arrays.equals(address, at, at + length, new byte[length], 0, length)) {
			return new SteeringProbe(listener, address, packets).find(members);
		}
		// The wildcard.
		try {
			return new SteeringProbe(listener, with(address, at, four ? LOOPBACK : LOOPBACK_IPV6), packets)
				.find(members);
		}
		catch (NativeException ex) {
			if (four) {
				throw ex;
			}
			// In a container without IPv6 there may be no ::1.
			return new SteeringProbe(listener, with(address, at, LOOPBACK_MAPPED), Linux.AF_INET).find(members);
		}
	}

	private static byte[] with(byte[] address, int at, byte[] ip) {
		byte[] changed = address.clone();
		System.arraycopy(ip, 0, changed, at, ip.length);
		return changed;
	}

	private int find(int members) throws IOException {
		for (int round = 0; round < ROUNDS; round++) {
			// The one that leaves is mostly the oldest.
			for (int index = 0; index < members; index++) {
				if (isReached(index, members)) {
					return index;
				}
			}
		}
		return -1;
	}

	private boolean isReached(int index, int members) throws IOException {
		for (int i = 0; i < CONFIRMATIONS; i++) {
			if (!isReachedOnce(index, members)) {
				return false;
			}
		}
		return true;
	}

	private boolean isReachedOnce(int index, int members) throws IOException {
		try (Descriptor client = client(); Loan loan = Loan.of(client)) {
			InetSocketAddress own = (InetSocketAddress) SocketAddresses.local(loan.number());
			if (own == null) {
				return false;
			}
			// Nobody else comes here meanwhile, if the number is right.
			BpfProgram choice = BpfProgram.chooseForPort(this.packets, own.getPort(), index, members);
			if (!isFilterPermitted(own.getPort())) {
				choice.attach(this.listener, Linux.SO_ATTACH_REUSEPORT_CBPF);
				return isAcceptedHere(loan.number());
			}
			try {
				choice.attach(this.listener, Linux.SO_ATTACH_REUSEPORT_CBPF);
				return isDropped(loan.number());
			}
			finally {
				SocketOptions.clear(this.listener, Linux.SO_DETACH_FILTER);
			}
		}
	}

	private boolean isFilterPermitted(int port) throws NativeException {
		try {
			BpfProgram.dropSynFrom(port).attach(this.listener, Linux.SO_ATTACH_FILTER);
			return true;
		}
		catch (NativeException ex) {
			if (ex.errnoName().equals("EPERM")) {
				return false;
			}
			throw ex;
		}
	}

	private boolean isAcceptedHere(int client) throws IOException {
		connect(client);
		byte[] own = SocketAddresses.localBytes(client);
		Deadline deadline = Deadline.after(ACCEPT);
		while (!deadline.hasPassed()) {
			Optional<String> inode = TcpTable.accepted(this.address, own);
			if (inode.isPresent()) {
				return OpenDescriptors.describe().containsValue("socket:[" + inode.get() + "]");
			}
			LockSupport.parkNanos(LOOK.toNanos());
		}
		return false;
	}

	private Descriptor client() throws NativeException {
		int number = NativeSupport.libc()
			.socket(this.family, Linux.SOCK_STREAM | Linux.SOCK_NONBLOCK | Linux.SOCK_CLOEXEC, 0);
		if (number < 0) {
			throw new NativeException(NativeSupport.libc().errno(), "socket");
		}
		Descriptor client = Descriptor.owning(number);
		byte[] any = this.address.clone();
		any[PORT] = 0;
		any[PORT + 1] = 0;
		try (NativeBlock block = NativeBlock.allocate(any.length)) {
			if (NativeSupport.libc().bind(number, block.putBytes(0, any).address(0), any.length) < 0) {
				throw new NativeException(NativeSupport.libc().errno(), "bind");
			}
			return client;
		}
		catch (NativeException | RuntimeException | Error ex) {
			client.close();
			throw ex;
		}
	}

	private boolean connect(int client) throws NativeException {
		try (NativeBlock block = NativeBlock.allocate(this.address.length)) {
			block.putBytes(0, this.address);
			if (NativeSupport.libc().connect(client, block.address(0), this.address.length) == 0) {
				return true;
			}
			int errno = NativeSupport.libc().errno();
			if (errno != Linux.EINPROGRESS) {
				throw new NativeException(errno, "connect");
			}
			return false;
		}
	}

	private boolean isDropped(int client) throws NativeException {
		long before = SocketOptions.drops(this.listener);
		if (connect(client)) {
			return false;
		}
		Deadline deadline = Deadline.after(ANSWER);
		while (!deadline.hasPassed() && SocketOptions.drops(this.listener) == before) {
			// Connected, or refused.
			if (Poll.await(Linux.POLLOUT, Deadline.after(LOOK), client)) {
				return false;
			}
		}
		// A full queue drops, too: somebody else's, or more than this one.
		return !Poll.await(Linux.POLLOUT, Deadline.after(PROOF), client)
				&& SocketOptions.drops(this.listener) == before + 1;
	}

}
