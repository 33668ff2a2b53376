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
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * Makes JDK channels of descriptors. The JDK has no public way to wrap one, but its
 * channels do not mind when the kernel's object behind their own descriptor changes: an
 * ordinary channel (the mold) is made first, then the passed socket is put in the place
 * of the mold's with {@code dup3}.
 */
public final class Molds {

	private static final int ATTEMPTS = 10_000;

	private Molds() {
	}

	/**
	 * Make a channel that accepts from a passed listener. It is new, in blocking mode,
	 * and must stay so: {@code O_NONBLOCK} is shared by all holders of the listener. The
	 * peers' addresses of its connections are right; its own local address is the mold's,
	 * see {@link SocketDescription} for the true one. Closing the channel wakes its
	 * {@code accept} and leaves other holders undisturbed.
	 * @param listening a listening stream socket, TCP or Unix; stays the caller's
	 * @return the channel, owned by the caller
	 * @throws IllegalArgumentException if the descriptor is no listening stream socket
	 * @throws IOException if the mold cannot be made, or if its descriptor cannot be told
	 * from all others with certainty
	 */
	public static ServerSocketChannel listener(Descriptor listening) throws IOException {
		SocketDescription description = SocketDescription.of(listening);
		if (!description.listening() || description.kind() != SocketKind.STREAM) {
			throw new IllegalArgumentException("Not a listening stream socket: " + listening + ", " + description);
		}
		ServerSocketChannel mold = switch (description.family()) {
			case INET -> loopback(ServerSocketChannel.open(StandardProtocolFamily.INET), "127.0.0.1");
			case INET6 -> inet6();
			case UNIX -> unix(description.localAddress());
			case OTHER -> throw new IllegalArgumentException("Unsupported socket family: " + description);
		};
		try {
			replace(numberOf(mold), listening);
			return mold;
		}
		catch (IOException | RuntimeException | Error ex) {
			mold.close();
			throw ex;
		}
	}

	private static ServerSocketChannel inet6() throws IOException {
		try {
			return loopback(ServerSocketChannel.open(), "::1");
		}
		catch (IOException | UnsupportedAddressTypeException ex) {
			// The JVM prefers IPv4, or the loopback interface has no IPv6 address.
			return loopback(ServerSocketChannel.open(StandardProtocolFamily.INET), "127.0.0.1");
		}
	}

	private static ServerSocketChannel loopback(ServerSocketChannel channel, String address) throws IOException {
		return bind(channel, new InetSocketAddress(InetAddress.getByName(address), 0));
	}

	private static ServerSocketChannel unix(@Nullable SocketAddress listening) throws IOException {
		try {
			// Without an address the JDK chooses a path in its directory for temporary
			// files.
			return unixAt(null);
		}
		catch (IOException ex) {
			// There is none, it cannot be written, or its path is too long.
			Path beside = (listening instanceof UnixDomainSocketAddress address) ? address.getPath().getParent() : null;
			if (beside == null) {
				throw ex;
			}
			try {
				return unixAt(
						UnixDomainSocketAddress.of(beside.resolve("." + UUID.randomUUID().toString().substring(0, 8))));
			}
			catch (IOException second) {
				ex.addSuppressed(second);
				throw ex;
			}
		}
	}

	private static ServerSocketChannel unixAt(@Nullable UnixDomainSocketAddress path) throws IOException {
		ServerSocketChannel channel = bind(ServerSocketChannel.open(StandardProtocolFamily.UNIX), path);
		try {
			if (channel.getLocalAddress() instanceof UnixDomainSocketAddress address) {
				Files.deleteIfExists(address.getPath());
			}
			return channel;
		}
		catch (IOException | RuntimeException ex) {
			channel.close();
			throw ex;
		}
	}

	private static ServerSocketChannel bind(ServerSocketChannel channel, @Nullable SocketAddress address)
			throws IOException {
		try {
			// Nobody is meant to connect to a mold.
			return channel.bind(address, 1);
		}
		catch (IOException | RuntimeException | Error ex) {
			channel.close();
			throw ex;
		}
	}

	// A wrong number here would put the listener in the place of somebody else's file.
	private static int numberOf(ServerSocketChannel mold) throws IOException {
		SocketAddress address = mold.getLocalAddress();
		List<Integer> found = OpenDescriptors.numbers()
			.filter(SocketOptions::isListening)
			.filter((number) -> isBoundTo(number, address))
			.boxed()
			.toList();
		if (found.size() != 1) {
			throw new IOException("Descriptor of the channel bound to " + address + " cannot be told among " + found);
		}
		return found.get(0);
	}

	private static boolean isBoundTo(int number, SocketAddress address) {
		try {
			SocketDescription description = SocketDescription.of(number);
			return description.listening() && description.kind() == SocketKind.STREAM
					&& Objects.equals(description.localAddress(), address);
		}
		catch (NativeException ex) {
			return false; // closed meanwhile, so it is not the mold
		}
	}

	/**
	 * Put a socket in the place of another one.
	 * @param number the place, owned by a channel of the JDK
	 * @param by the socket; stays the caller's
	 * @throws NativeException if the call fails; nothing has changed then
	 */
	static void replace(int number, Descriptor by) throws NativeException {
		replace(number, by, Linux.O_CLOEXEC);
	}

	/**
	 * Put an object in the place of another.
	 * @param number descriptor to be replaced
	 * @param by open descriptor of the new object; stays the caller's
	 * @param flags {@code O_CLOEXEC}, or 0 for one that started processes inherit
	 * @throws NativeException if the call fails; nothing has changed then
	 */
	static void replace(int number, Descriptor by, int flags) throws NativeException {
		LibC libc = NativeSupport.libc();
		int from = by.acquire();
		try {
			for (int attempt = 1; libc.dup3(from, number, flags) < 0; attempt++) {
				int errno = libc.errno();
				// EBUSY: another thread is just being given a number, see dup(2).
				if ((errno != Linux.EINTR && errno != Linux.EBUSY) || attempt == ATTEMPTS) {
					throw new NativeException(NativeSupport.libc().errno(), "dup3(fd " + from + ", fd " + number + ")");
				}
				Thread.onSpinWait();
			}
		}
		finally {
			by.release();
		}
	}

}
