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

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Compares the addresses of listeners.
 */
final class Addresses {

	private Addresses() {
	}

	/**
	 * Return whether two addresses take the same connections. The wildcard addresses of
	 * both families count as one, as they do for the JDK, and so do paths through
	 * symbolic links of the same directory.
	 * @param asked what was asked for
	 * @param bound what a listener is bound to
	 * @return whether port and host, or the paths, are the same
	 */
	static boolean isSame(SocketAddress asked, SocketAddress bound) {
		if (asked instanceof InetSocketAddress askedInet && bound instanceof InetSocketAddress boundInet) {
			return askedInet.getPort() == boundInet.getPort()
					&& isSameHost(askedInet.getAddress(), boundInet.getAddress());
		}
		return asked instanceof UnixDomainSocketAddress askedUnix && bound instanceof UnixDomainSocketAddress boundUnix
				&& isSamePath(askedUnix.getPath(), boundUnix.getPath());
	}

	/**
	 * Return whether a listener that somebody else has configured serves what was asked
	 * for: it may be narrower than the wildcard, which asks for nothing in particular,
	 * but never wider than a certain address.
	 * @param asked what was asked for
	 * @param bound what a listener is bound to
	 * @return whether the port is the same and the host will do, or the paths are the
	 * same
	 */
	static boolean isServedBy(SocketAddress asked, SocketAddress bound) {
		return isSame(asked, bound) || (asked instanceof InetSocketAddress inet && hasSamePort(inet, bound)
				&& inet.getAddress().isAnyLocalAddress());
	}

	/**
	 * Return whether a listener is what the operator's setting names, as far as the
	 * setting says.
	 * @param asked what was asked for
	 * @param bound what a listener is bound to
	 * @return whether port or path are the same
	 */
	static boolean isAsConfigured(SocketAddress asked, SocketAddress bound) {
		return isSame(asked, bound) || (asked instanceof InetSocketAddress inet && hasSamePort(inet, bound));
	}

	/**
	 * Return whether a connector that asks for one can use the other: whoever accepts
	 * from a path treats its connections otherwise than those of a port.
	 * @param asked what was asked for
	 * @param bound what a listener is bound to
	 * @return whether both are ports, or both are paths
	 */
	static boolean isSameKind(SocketAddress asked, SocketAddress bound) {
		return asked instanceof UnixDomainSocketAddress == bound instanceof UnixDomainSocketAddress;
	}

	private static boolean hasSamePort(InetSocketAddress asked, SocketAddress bound) {
		return bound instanceof InetSocketAddress inet && inet.getPort() == asked.getPort();
	}

	private static boolean isSameHost(InetAddress asked, InetAddress bound) {
		return asked.equals(bound) || (asked.isAnyLocalAddress() && bound.isAnyLocalAddress());
	}

	private static boolean isSamePath(Path asked, Path bound) {
		if (asked.equals(bound)) {
			return true;
		}
		Path askedDirectory = asked.getParent();
		Path boundDirectory = bound.getParent();
		if (askedDirectory == null || boundDirectory == null || !asked.getFileName().equals(bound.getFileName())) {
			return false;
		}
		try {
			// Such as /run and /var/run.
			return Files.isSameFile(askedDirectory, boundDirectory);
		}
		catch (IOException ex) {
			return false; // one of them is not there any more
		}
	}

}
