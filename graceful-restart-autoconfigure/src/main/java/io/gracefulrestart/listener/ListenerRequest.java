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

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

import io.gracefulrestart.fd.AddressText;
import org.jspecify.annotations.Nullable;

/**
 * What a connector asks for.
 *
 * @param name name of the listener, unique in a process: {@code http} for the main one
 * @param address resolved address to listen on, port 0 means any port; or an absolute
 * path
 * @param backlog how many connections may wait to be accepted, for a listener that is
 * made here; others keep theirs. Zero or less means 50, as in the JDK
 * @param permissions permissions of the path; {@code null} for those that the umask
 * leaves, and for a port
 */
public record ListenerRequest(String name, SocketAddress address, int backlog,
		@Nullable Set<PosixFilePermission> permissions) {

	/** Name of the main connector's listener. */
	public static final String MAIN = "http";

	/** Name of the listener of a management server that has a port of its own. */
	public static final String MANAGEMENT = "management";

	private static final int DEFAULT_BACKLOG = 50;

	public ListenerRequest {
		backlog = (backlog > 0) ? backlog : DEFAULT_BACKLOG;
		permissions = (permissions != null) ? Set.copyOf(permissions) : null;
		if (name.isBlank()) {
			throw new IllegalArgumentException("Name of a listener must not be empty");
		}
		if (address instanceof InetSocketAddress inet) {
			if (inet.isUnresolved()) {
				throw new IllegalArgumentException("Address of listener '" + name + "' is not resolved: " + address);
			}
		}
		else if (!(address instanceof UnixDomainSocketAddress unix) || !unix.getPath().isAbsolute()) {
			throw new IllegalArgumentException(
					"Listener '" + name + "' is neither for a port nor for an absolute path: " + address);
		}
	}

	/**
	 * Create a request for a port, or for a path whose permissions do not matter.
	 * @param name name of the listener
	 * @param address address to listen on
	 * @param backlog how many connections may wait to be accepted
	 */
	public ListenerRequest(String name, SocketAddress address, int backlog) {
		this(name, address, backlog, null);
	}

	/**
	 * Return the path that is asked for.
	 * @return the path, {@code null} if a port is asked for
	 */
	@Nullable Path path() {
		return (this.address instanceof UnixDomainSocketAddress unix) ? unix.getPath() : null;
	}

	/**
	 * Return whether several processes could listen there, each with a socket of its own.
	 * @return whether a port is asked for
	 */
	boolean isForPort() {
		return this.address instanceof InetSocketAddress;
	}

	boolean isForAnyPort() {
		return this.address instanceof InetSocketAddress inet && inet.getPort() == 0;
	}

	@Override
	public String toString() {
		return this.name + " " + AddressText.of(this.address);
	}

}
