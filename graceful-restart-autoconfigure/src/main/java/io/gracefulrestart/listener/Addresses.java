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

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * Compares the addresses of listeners.
 */
final class Addresses {

	private Addresses() {
	}

	/**
	 * Return whether two addresses take the same connections. The wildcard addresses of
	 * both families count as one, as they do for the JDK.
	 * @param asked what was asked for
	 * @param bound what a listener is bound to
	 * @return whether port and host are the same
	 */
	static boolean isSame(InetSocketAddress asked, SocketAddress bound) {
		return hasSamePort(asked, bound) && isSameHost(asked.getAddress(), ((InetSocketAddress) bound).getAddress());
	}

	/**
	 * Return whether a listener that somebody else has configured serves what was asked
	 * for: it may be narrower than the wildcard, which asks for nothing in particular,
	 * but never wider than a certain address.
	 * @param asked what was asked for
	 * @param bound what a listener is bound to
	 * @return whether the port is the same and the host will do
	 */
	static boolean isServedBy(InetSocketAddress asked, SocketAddress bound) {
		return isSame(asked, bound) || (hasSamePort(asked, bound) && asked.getAddress().isAnyLocalAddress());
	}

	static boolean hasSamePort(InetSocketAddress asked, SocketAddress bound) {
		return bound instanceof InetSocketAddress inet && inet.getPort() == asked.getPort();
	}

	private static boolean isSameHost(InetAddress asked, InetAddress bound) {
		return asked.equals(bound) || (asked.isAnyLocalAddress() && bound.isAnyLocalAddress());
	}

}
