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

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Socket addresses as the kernel lays them out. All begin with a family of 2 bytes in the
 * host's order, and go on with:
 *
 * <table>
 * <caption>see ip(7), ipv6(7), unix(7)</caption>
 * <tr>
 * <td>{@code sockaddr_in}</td>
 * <td>port 2 (network order), address 4, zero 8</td>
 * </tr>
 * <tr>
 * <td>{@code sockaddr_in6}</td>
 * <td>port 2 (network order), flow 4, address 16, scope 4 (host order)</td>
 * </tr>
 * <tr>
 * <td>{@code sockaddr_un}</td>
 * <td>path up to 107, zero 1; an abstract name begins with zero and has no end; an
 * unnamed socket has no path</td>
 * </tr>
 * </table>
 */
final class SocketAddresses {

	/** {@code sizeof(struct sockaddr_in)}; anything longer is IPv6. */
	static final int IN_LENGTH = 16;

	private static final int IN6_LENGTH = 28;

	private static final int PATH_OFFSET = 2;

	/** {@code sizeof(struct sockaddr_storage)}. */
	static final int MAXIMUM_LENGTH = 128;

	private SocketAddresses() {
	}

	static byte[] encode(int family, InetAddress address, int port) {
		byte[] bytes = new byte[(family == Linux.AF_INET) ? IN_LENGTH : IN6_LENGTH];
		ByteBuffer buffer = begin(bytes, family);
		buffer.order(ByteOrder.BIG_ENDIAN).putShort((short) port);
		if (family == Linux.AF_INET) {
			// The IPv6 wildcard has no IPv4 form but means the same.
			buffer.put(address.isAnyLocalAddress() ? new byte[4] : address.getAddress());
		}
		else {
			buffer.putInt(0).put(sixteen(address));
			buffer.order(ByteOrder.nativeOrder()).putInt(scope(address));
		}
		return bytes;
	}

	private static byte[] sixteen(InetAddress address) {
		byte[] bytes = address.getAddress();
		if (bytes.length == 16 || address.isAnyLocalAddress()) {
			return Arrays.copyOf(bytes, 16);
		}
		return ByteBuffer.allocate(16).putShort(10, (short) -1).putInt(12, ByteBuffer.wrap(bytes).getInt()).array();
	}

	private static int scope(InetAddress address) {
		return (address instanceof Inet6Address inet6) ? inet6.getScopeId() : 0;
	}

	static byte[] encode(byte[] path) {
		byte[] bytes = new byte[PATH_OFFSET + path.length + 1];
		begin(bytes, Linux.AF_UNIX).put(path);
		return bytes;
	}

	// An abstract name has a zero in front instead of behind, and ends where the address
	// ends.
	static byte[] encodeAbstract(byte[] name) {
		byte[] bytes = new byte[PATH_OFFSET + 1 + name.length];
		begin(bytes, Linux.AF_UNIX).put((byte) 0).put(name);
		return bytes;
	}

	private static ByteBuffer begin(byte[] bytes, int family) {
		return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()).putShort((short) family);
	}

	/**
	 * Return how long an internet address is.
	 * @param family its family
	 * @return its length in bytes, 0 for a family that is not the internet's
	 */
	static int lengthOf(int family) {
		return switch (family) {
			case Linux.AF_INET -> IN_LENGTH;
			case Linux.AF_INET6 -> IN6_LENGTH;
			default -> 0;
		};
	}

	static InetSocketAddress decodeInternet(byte[] bytes) {
		if (!(decode(bytes) instanceof InetSocketAddress address)) {
			throw new IllegalArgumentException("Not an internet address");
		}
		return address;
	}

	static @Nullable SocketAddress decode(byte[] bytes) {
		if (bytes.length < PATH_OFFSET) {
			return null;
		}
		ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
		int family = buffer.getShort();
		return switch (family) {
			case Linux.AF_UNIX -> UnixDomainSocketAddress.of(path(bytes));
			case Linux.AF_INET -> decode(buffer, 4, new byte[4]);
			case Linux.AF_INET6 -> decode(buffer, 8, new byte[16]);
			default -> null;
		};
	}

	private static InetSocketAddress decode(ByteBuffer buffer, int offset, byte[] address) {
		int port = Short.toUnsignedInt(buffer.order(ByteOrder.BIG_ENDIAN).getShort(PATH_OFFSET));
		buffer.get(offset, address);
		int scope = (address.length == 16) ? buffer.order(ByteOrder.nativeOrder()).getInt(24) : 0;
		try {
			InetAddress plain = InetAddress.getByAddress(address);
			return new InetSocketAddress((scope != 0) ? Inet6Address.getByAddress(null, address, scope) : plain, port);
		}
		catch (UnknownHostException ex) {
			throw new IllegalStateException("An address of 4 or 16 bytes is always known", ex);
		}
	}

	private static String path(byte[] bytes) {
		int end = PATH_OFFSET;
		boolean isAbstract = bytes.length > PATH_OFFSET && bytes[PATH_OFFSET] == 0;
		if (isAbstract) {
			return "@" + UnixPaths.decode(Arrays.copyOfRange(bytes, PATH_OFFSET + 1, bytes.length)).replace('\0', '@');
		}
		while (end < bytes.length && bytes[end] != 0) {
			end++;
		}
		return UnixPaths.decode(Arrays.copyOfRange(bytes, PATH_OFFSET, end));
	}

	/**
	 * Return what a socket is bound to, as the kernel lays it out.
	 * @param number the socket
	 * @return its address
	 * @throws NativeException if the kernel does not say
	 */
	static byte[] localBytes(int number) throws NativeException {
		try (NativeBlock block = NativeBlock.allocate(MAXIMUM_LENGTH + Integer.BYTES)) {
			return ask(number, "getsockname", NativeSupport.libc()::getsockname, block);
		}
	}

	static @Nullable SocketAddress local(int number) throws NativeException {
		return ask(number, "getsockname", NativeSupport.libc()::getsockname);
	}

	static @Nullable SocketAddress remote(int number) throws NativeException {
		return ask(number, "getpeername", NativeSupport.libc()::getpeername);
	}

	private static @Nullable SocketAddress ask(int number, String name, Call call) throws NativeException {
		try (NativeBlock block = NativeBlock.allocate(MAXIMUM_LENGTH + Integer.BYTES)) {
			return decode(ask(number, name, call, block));
		}
	}

	private static byte[] ask(int number, String name, Call call, NativeBlock block) throws NativeException {
		block.putInt(MAXIMUM_LENGTH, MAXIMUM_LENGTH);
		if (call.invoke(number, block.address(0), block.address(MAXIMUM_LENGTH)) < 0) {
			throw new NativeException(NativeSupport.libc().errno(), name + "(fd " + number + ")");
		}
		return block.getBytes(0, Math.min(block.getInt(MAXIMUM_LENGTH), MAXIMUM_LENGTH));
	}

	@FunctionalInterface
	private interface Call {

		int invoke(int number, long address, long length);

	}

}
